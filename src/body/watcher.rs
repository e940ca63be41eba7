//! Callbacks that run when a response has ended, and the recorder that runs them.

use std::fmt;

use bytes::Bytes;
use http_body::Frame;

use super::error::RenderError;
use super::report::{Completion, ResponseSummary};
use super::user_value::{UserValue, ignoring_panics};

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
    pub(super) fn record_poll(&mut self, polled: &Option<Result<Frame<Bytes>, RenderError>>) {
        match polled {
            Some(Ok(frame)) => {
                let len = frame.data_ref().map_or(0, Bytes::len);
                self.summary.bytes += len as u64;
                self.summary.frames += u64::from(len > 0);
            }
            Some(Err(error)) => self.record_failure(error),
            None => self.finish(Completion::Complete, None),
        }
    }

    /// Records that the body failed.
    pub(super) fn record_failure(&mut self, error: &RenderError) {
        self.finish(Completion::Failed, Some(error));
    }

    /// Records that the body was dropped, at its end or before it.
    pub(super) fn record_drop(&mut self, is_end: bool) {
        self.finish(if is_end { Completion::Complete } else { Completion::Aborted }, None);
    }

    /// Runs the callbacks inside the span of the response.
    ///
    /// Only the first call has an effect.
    fn finish(&mut self, end: Completion, error: Option<&RenderError>) {
        if std::mem::replace(&mut self.is_finished, true) {
            return;
        }
        (self.summary.end, self.summary.error) = (end, error.cloned());
        #[cfg(feature = "tracing")]
        self.record_end();
        let callbacks = std::mem::take(&mut self.callbacks.0);
        self.in_span(|| {
            for mut callback in callbacks {
                let Some(callback) = callback.take() else { continue };
                // This may run while another panic unwinds, and one panic must not stop the other
                // callbacks.
                ignoring_panics(|| callback(&self.summary));
            }
        });
        // The destructor of the error may panic.
        ignoring_panics(|| self.summary.error = None);
    }

    /// Records the end in the span of the response.
    #[cfg(feature = "tracing")]
    fn record_end(&self) {
        let ResponseSummary { bytes, frames, end, error, .. } = &self.summary;
        let (span, end) = (&self.span, tracing::field::debug(end));
        span.record("bytes", bytes).record("frames", frames).record("end", &end);
        let Some(error) = error else {
            tracing::debug!(target: "headfirst", parent: span, bytes, frames, end, "the response has ended");
            return;
        };
        let mut text = String::new();
        ignoring_panics(|| text = text_with_sources(error));
        span.record("error", &text);
        tracing::error!(target: "headfirst", parent: span, bytes, frames, end, error = text, "the response has failed");
    }
}

/// Returns the text of an error, and those of its sources.
#[cfg(feature = "tracing")]
fn text_with_sources(error: &RenderError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}
