//! What becomes of a response after its head has left.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body::Frame;

use super::foreign::Foreign;
use crate::cookie::Cookies;

/// A response that has ended: what was sent, and how it ended.
///
/// It comes after the response, and can set nothing.
#[derive(Clone, Debug)]
pub struct ResponseSummary {
    status: StatusCode,
    headers: HeaderMap,
    cookies: Cookies,
    octets: u64,
    frames: u64,
    end: Completion,
}

/// How a response has ended, as far as its server has asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Completion {
    /// The server has taken all of it. Whether it has arrived, nobody knows.
    Complete,
    /// What made the body has failed or panicked, so the transfer was broken off.
    Failed,
    /// The server has dropped it before its end, as it does when the client is gone.
    Aborted,
}

impl ResponseSummary {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, cookies: Cookies) -> Self {
        Self { status, headers, cookies, octets: 0, frames: 0, end: Completion::Aborted }
    }

    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the header fields, as they left the handler.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the cookies of the request, as they are with those that were sent.
    #[must_use]
    pub fn cookies(&self) -> &Cookies {
        &self.cookies
    }

    /// Returns the octets of content that the server has taken.
    #[must_use]
    pub fn body_bytes(&self) -> u64 {
        self.octets
    }

    /// Returns the frames of content that the server has taken.
    #[must_use]
    pub fn body_frames(&self) -> u64 {
        self.frames
    }

    /// Returns how it has ended.
    #[must_use]
    pub fn end(&self) -> Completion {
        self.end
    }
}

type Then = Foreign<Box<dyn FnOnce(&ResponseSummary) + Send>>;

/// Who wants to know.
#[derive(Default)]
pub(crate) struct Watchers(Vec<Then>);

impl Watchers {
    pub(crate) fn add(&mut self, then: impl FnOnce(&ResponseSummary) + Send + 'static) {
        self.0.push(Foreign::new(Box::new(then)));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Watchers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watchers").field(&self.0.len()).finish()
    }
}

/// Counts what a body gives, and tells it once.
#[derive(Debug)]
pub(crate) struct Watch {
    sent: ResponseSummary,
    watchers: Watchers,
    is_told: bool,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

impl Watch {
    pub(crate) fn new(
        sent: ResponseSummary,
        watchers: Watchers,
        #[cfg(feature = "tracing")] span: tracing::Span,
    ) -> Self {
        Self {
            sent,
            watchers,
            is_told: false,
            #[cfg(feature = "tracing")]
            span,
        }
    }

    /// Tells those of another one as well, and to all what that one knows.
    pub(super) fn joined(mut self, other: Self) -> Self {
        self.sent = other.sent;
        self.watchers.0.extend(other.watchers.0);
        self
    }

    /// Polls the body inside its span.
    pub(super) fn inside<T>(&self, poll: impl FnOnce() -> T) -> T {
        #[cfg(feature = "tracing")]
        return self.span.in_scope(poll);
        #[cfg(not(feature = "tracing"))]
        poll()
    }

    /// The body has given this.
    pub(super) fn polled<E>(&mut self, polled: &Option<Result<Frame<Bytes>, E>>) {
        match polled {
            Some(Ok(frame)) => {
                let octets = frame.data_ref().map_or(0, Bytes::len);
                self.sent.octets += octets as u64;
                self.sent.frames += u64::from(octets > 0);
            }
            Some(Err(_)) => self.tell(Completion::Failed),
            None => self.tell(Completion::Complete),
        }
    }

    /// The body has failed.
    pub(super) fn failed(&mut self) {
        self.tell(Completion::Failed);
    }

    /// The body was dropped, at its end or before.
    pub(super) fn dropped(&mut self, is_end: bool) {
        self.tell(if is_end { Completion::Complete } else { Completion::Aborted });
    }

    /// Tells it, the first time.
    fn tell(&mut self, end: Completion) {
        if std::mem::replace(&mut self.is_told, true) {
            return;
        }
        self.sent.end = end;
        #[cfg(feature = "tracing")]
        {
            let ResponseSummary { octets, frames, .. } = self.sent;
            self.span.record("octets", octets).record("frames", frames);
            self.span.record("end", tracing::field::debug(end));
            tracing::debug!(target: "headfirst", parent: &self.span, octets, frames, ?end, "the response has ended");
        }
        for mut then in std::mem::take(&mut self.watchers.0) {
            let Some(then) = then.take() else { continue };
            // It may be told while something else panics, and the others want to know too.
            let _ = catch_unwind(AssertUnwindSafe(|| then(&self.sent)));
        }
    }
}
