//! Scripted bodies.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use headfirst::Body;
use headfirst::body::RenderError;
use http::{HeaderMap, HeaderValue};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;

pub(crate) type Polled = Poll<Option<Result<Frame<Bytes>, io::Error>>>;
pub(crate) type Step = fn() -> Polled;

/// A body with a result for each poll, a declared length, and a count of its polls.
pub(crate) struct Scripted {
    steps: Vec<Step>,
    len: Option<u64>,
    polled: Arc<AtomicUsize>,
}

/// A handle that observes a body.
pub(crate) struct Watch(Arc<AtomicUsize>);

impl Watch {
    pub(crate) fn polled(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn was_dropped(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}

pub(crate) fn scripted(len: Option<u64>, steps: &[Step]) -> Scripted {
    Scripted { steps: steps.to_vec(), len, polled: Arc::default() }
}

impl Scripted {
    pub(crate) fn watch(&self) -> Watch {
        Watch(Arc::clone(&self.polled))
    }
}

impl http_body::Body for Scripted {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Polled {
        self.polled.fetch_add(1, Ordering::Relaxed);
        if self.steps.is_empty() { Poll::Ready(None) } else { self.steps.remove(0)() }
    }

    fn size_hint(&self) -> SizeHint {
        self.len.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// Yields four bytes.
pub(crate) fn page() -> Polled {
    Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"page")))))
}

pub(crate) fn failure() -> Polled {
    Poll::Ready(Some(Err(io::Error::other("the disk is gone"))))
}

pub(crate) fn panicking() -> Polled {
    panic!("on purpose")
}

pub(crate) fn trailers() -> Polled {
    let mut trailers = HeaderMap::new();
    trailers.insert("server-timing", HeaderValue::from_static("db;dur=53"));
    Poll::Ready(Some(Ok(Frame::trailers(trailers))))
}

pub(crate) async fn frames(body: &mut Body) -> Vec<Result<Frame<Bytes>, RenderError>> {
    let mut frames = Vec::new();
    while let Some(frame) = body.frame().await {
        frames.push(frame);
    }
    frames
}
