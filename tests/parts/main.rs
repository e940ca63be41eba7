//! Parts and boundaries: the order of their content, their waits, and their ends.

mod ends;
mod memory;
mod order;
mod progress;
#[path = "../support/mod.rs"]
mod support;
mod waits;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use headfirst::body::RenderError;
use headfirst::{Body, Html, Response, Streaming};
use http_body::Body as _;
use http_body_util::BodyExt;
use support::at_head;
use support::marks::{Piece, pieces};
use tokio::sync::oneshot;

/// The body of a page that can open boundaries.
pub(crate) fn page<F>(render: impl FnOnce(Response<Streaming>, Html) -> F + Send + 'static) -> Body
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut res = at_head();
    let html = res.set_html();
    res.stream(move |page| render(page, html)).into_body()
}

/// Returns the ready frames as text without the random ids, or `None` if the body has ended.
pub(crate) fn ready(body: &mut Body) -> Result<Option<String>, RenderError> {
    let mut text = Vec::new();
    loop {
        match Pin::new(&mut *body).poll_frame(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Some(Ok(frame))) => {
                let frame = frame.into_data().unwrap();
                assert!(!frame.is_empty(), "an empty frame");
                text.extend_from_slice(&frame);
            }
            Poll::Ready(Some(Err(error))) => return Err(error),
            Poll::Ready(None) if text.is_empty() => return Ok(None),
            Poll::Pending | Poll::Ready(None) => return Ok(Some(plain(&text))),
        }
    }
}

/// Replaces the marks: `<slot>` and `</slot>` for a placeholder, `<moved>` for the content moved there.
pub(crate) fn plain(text: &[u8]) -> String {
    let shown = |piece| match piece {
        Piece::Text(text) => text,
        Piece::SlotBegins(_) => "<slot>",
        Piece::SlotEnds(_) => "</slot>",
        Piece::MovedBegins(_) => "<moved>",
        Piece::MovedEnds => "</moved>",
    };
    pieces(std::str::from_utf8(text).unwrap()).map(shown).collect()
}

/// Creates gates, and the senders that open them.
pub(crate) fn gates<const N: usize>() -> ([oneshot::Sender<()>; N], [Gate; N]) {
    let both: [_; N] = std::array::from_fn(|_| oneshot::channel());
    let (senders, receivers): (Vec<_>, Vec<_>) = both.into_iter().unzip();
    let receivers: Vec<_> = receivers.into_iter().map(Gate).collect();
    (senders.try_into().unwrap(), receivers.try_into().ok().unwrap())
}

pub(crate) struct Gate(oneshot::Receiver<()>);

impl Gate {
    pub(crate) async fn pass(self) {
        self.0.await.unwrap();
    }
}

/// A value that is counted while it is alive.
pub(crate) struct Alive(Arc<AtomicUsize>);

impl Alive {
    pub(crate) fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Returns all content. Polls the body as long as it is woken.
pub(crate) fn all(body: &mut Body) -> Result<String, RenderError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let text = runtime.block_on(async {
        let mut text = Vec::new();
        while let Some(frame) = body.frame().await {
            text.extend_from_slice(&frame?.into_data().unwrap());
        }
        Ok::<_, RenderError>(text)
    });
    text.map(|text| plain(&text))
}

/// A future that is ready at its second poll. The polls of all such futures are counted.
pub(crate) struct Twice(pub(crate) Arc<AtomicUsize>, pub(crate) bool);

impl Future for Twice {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.fetch_add(1, Ordering::Relaxed);
        if std::mem::replace(&mut self.1, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
