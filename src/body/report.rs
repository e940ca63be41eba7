//! Callbacks that run when a response has ended, and the summary that they receive.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body::Frame;

use super::user_value::{UserValue, ignoring_panics};
use crate::cookie::Cookies;

/// A summary of a response that has ended: what was sent, and how it ended.
///
/// The response is over, so nothing can be set through this type.
///
/// # Examples
/// ```
/// use std::sync::mpsc;
///
/// use headfirst::{Head, Response};
///
/// let (sender, log) = mpsc::channel();
/// let request = http::Request::get("/").header("cookie", "theme=dark").body(())?;
/// let mut res = Response::<Head>::for_request(&request);
/// res.on_end(move |sent| {
///     let theme = sent.cookies().get("theme").map(str::to_owned);
///     let _ = sender.send((sent.status(), theme));
/// });
/// drop(res.send("<h1>Orders</h1>"));
/// assert_eq!(log.recv()?, (http::StatusCode::OK, Some(String::from("dark"))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ResponseSummary {
    status: StatusCode,
    headers: HeaderMap,
    cookies: Cookies,
    bytes: u64,
    frames: u64,
    end: Completion,
}

/// The way in which a response ended, as far as its server can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Completion {
    /// The server took the whole body. Whether the client received it is unknown.
    Complete,
    /// The source of the body failed or panicked, so the transfer was aborted.
    Failed,
    /// The server dropped the body before its end, for example because the client disconnected.
    Aborted,
}

impl ResponseSummary {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, cookies: Cookies) -> Self {
        Self { status, headers, cookies, bytes: 0, frames: 0, end: Completion::Aborted }
    }

    /// Returns the status.
    ///
    /// The [example](Self#examples) reads it in an end callback.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers, as they were when the handler returned.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the cookies of the request, updated with the cookies that the response set.
    ///
    /// The [example](Self#examples) reads them in an end callback.
    #[must_use]
    pub fn cookies(&self) -> &Cookies {
        &self.cookies
    }

    /// Returns the number of content bytes that the server took.
    #[must_use]
    pub fn body_bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns the number of content frames that the server took.
    #[must_use]
    pub fn body_frames(&self) -> u64 {
        self.frames
    }

    /// Returns how the response ended.
    #[must_use]
    pub fn end(&self) -> Completion {
        self.end
    }
}

/// A callback that receives the summary.
type Callback = UserValue<Box<dyn FnOnce(&ResponseSummary) + Send>>;

/// The callbacks to run at the end of a response.
#[derive(Default)]
pub(crate) struct EndCallbacks(Vec<Callback>);

impl EndCallbacks {
    pub(crate) fn add(&mut self, callback: impl FnOnce(&ResponseSummary) + Send + 'static) {
        self.0.push(UserValue::new(Box::new(callback)));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for EndCallbacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EndCallbacks").field(&self.0.len()).finish()
    }
}

/// A recorder of what a body sends, with its end callbacks.
///
/// It runs the callbacks once.
#[derive(Debug)]
pub(crate) struct EndWatcher {
    summary: ResponseSummary,
    callbacks: EndCallbacks,
    is_finished: bool,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

impl EndWatcher {
    pub(crate) fn new(
        summary: ResponseSummary,
        callbacks: EndCallbacks,
        #[cfg(feature = "tracing")] span: tracing::Span,
    ) -> Self {
        Self {
            summary,
            callbacks,
            is_finished: false,
            #[cfg(feature = "tracing")]
            span,
        }
    }

    /// Adds the callbacks of `other`. All callbacks then receive the summary of `other`.
    pub(super) fn merge(mut self, other: Self) -> Self {
        self.summary = other.summary;
        self.callbacks.0.extend(other.callbacks.0);
        self
    }

    /// Calls `poll` inside the span of the response.
    pub(super) fn in_span<T>(&self, poll: impl FnOnce() -> T) -> T {
        #[cfg(feature = "tracing")]
        return self.span.in_scope(poll);
        #[cfg(not(feature = "tracing"))]
        poll()
    }

    /// Records the result of a poll of the body.
    pub(super) fn record_poll<E>(&mut self, polled: &Option<Result<Frame<Bytes>, E>>) {
        match polled {
            Some(Ok(frame)) => {
                let len = frame.data_ref().map_or(0, Bytes::len);
                self.summary.bytes += len as u64;
                self.summary.frames += u64::from(len > 0);
            }
            Some(Err(_)) => self.finish(Completion::Failed),
            None => self.finish(Completion::Complete),
        }
    }

    /// Records that the body failed.
    pub(super) fn record_failure(&mut self) {
        self.finish(Completion::Failed);
    }

    /// Records that the body was dropped, at its end or before it.
    pub(super) fn record_drop(&mut self, is_end: bool) {
        self.finish(if is_end { Completion::Complete } else { Completion::Aborted });
    }

    /// Runs the callbacks, the first time it is called.
    fn finish(&mut self, end: Completion) {
        if std::mem::replace(&mut self.is_finished, true) {
            return;
        }
        self.summary.end = end;
        #[cfg(feature = "tracing")]
        {
            let ResponseSummary { bytes, frames, .. } = self.summary;
            self.span.record("bytes", bytes).record("frames", frames);
            self.span.record("end", tracing::field::debug(end));
            tracing::debug!(target: "headfirst", parent: &self.span, bytes, frames, ?end, "the response has ended");
        }
        for mut callback in std::mem::take(&mut self.callbacks.0) {
            let Some(callback) = callback.take() else { continue };
            // This may run while another panic unwinds, and one panic must not stop the other
            // callbacks.
            ignoring_panics(|| callback(&self.summary));
        }
    }
}
