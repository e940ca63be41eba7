//! Models of the handover between a body and its writer on several threads.
//!
//! Each test is a small program that [loom](https://docs.rs/loom) runs many times: once for every
//! order of its locks and atomics, and for every value that a relaxed load may return. The number
//! of preemptions is limited to three, or to `LOOM_MAX_PREEMPTIONS`. A missing wake-up is a
//! deadlock, which loom reports. Each model names the bugs that it detects. This was verified: it
//! fails if one of these bugs is introduced into the sources.
//!
//! ```sh
//! cargo test --release --manifest-path models/Cargo.toml
//! ```

mod ahead;
mod drops;
mod ends;
mod order;
mod panics;
mod parts;

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use bytes::Bytes;
use http::HeaderMap;
use http_body::Body as _;
use loom::sync::{Condvar, Mutex};

use super::limits::FRAME_SIZE;
use super::{Body, Disconnected, RenderError, RenderOutput};
use crate::{Head, Response, Streaming};

/// A chunk that fills the remote buffer, and is forwarded without a copy.
const FRAME: Bytes = Bytes::from_static(&[b'x'; FRAME_SIZE]);

/// Runs the model in every order within the limit of preemptions.
fn explore(model: impl Fn() + Send + Sync + 'static) {
    let orders = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&orders);
    let mut builder = loom::model::Builder::new();
    builder.max_branches = 10_000;
    builder.preemption_bound.get_or_insert(3);
    builder.check(move || {
        count.fetch_add(1, Ordering::Relaxed);
        model();
    });
    let orders = orders.load(Ordering::Relaxed);
    assert!(orders > 10, "{orders} orders are no concurrency");
    println!("{orders} orders");
}

/// Creates a body from a render function.
fn page<F, O>(render: impl FnOnce(Response<Streaming>) -> F + Send + 'static) -> Body
where
    F: Future<Output = O> + Send + 'static,
    O: RenderOutput,
{
    Response::<Head>::new().stream(render).into_body()
}

/// Collects the content and the trailers of a body, as a server does.
///
/// A body that reports its end is not polled again.
fn all(body: &mut Body) -> Result<(String, HeaderMap), RenderError> {
    let (mut text, mut trailers) = (Vec::new(), HeaderMap::new());
    while !body.is_end_stream() {
        let Some(frame) = block_on(next(body)) else { break };
        match frame?.into_data() {
            Ok(bytes) => text.extend_from_slice(&bytes),
            Err(frame) => trailers = frame.into_trailers().unwrap(),
        }
    }
    Ok((String::from_utf8(text).unwrap(), trailers))
}

/// Collects the content of a body.
fn text(body: &mut Body) -> Result<String, RenderError> {
    all(body).map(|(text, _)| text)
}

/// Returns the next frame of a body.
async fn next(body: &mut Body) -> Option<Result<http_body::Frame<Bytes>, RenderError>> {
    poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await
}

/// Writes until the body is dropped, and returns the error.
fn write_on(page: &mut Response<Streaming>) -> Disconnected {
    block_on(async {
        loop {
            if let Err(end) = page.write(FRAME).await {
                return end;
            }
        }
    })
}

/// Polls a future when it is woken, and at no other time.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let bell = Arc::new(Bell::default());
    let waker = Waker::from(Arc::clone(&bell));
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        let mut rung = bell.rung.lock().unwrap();
        while !*rung {
            rung = bell.ring.wait(rung).unwrap();
        }
        *rung = false;
    }
}

/// The waker of [`block_on`].
///
/// It does not use the `park` of loom, which loses a wake-up that arrives while a lock blocks the
/// thread.
#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    ring: Condvar,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        *self.rung.lock().unwrap() = true;
        self.ring.notify_one();
    }
}

/// A one-shot channel: passes one value to the task that awaits it.
struct Gate<T = ()>(Arc<Mutex<Given<T>>>);

type Given<T> = (Option<T>, Option<Waker>);

impl<T> Gate<T> {
    fn new() -> Self {
        Self(Arc::new(Mutex::new((None, None))))
    }

    fn give(self, value: T) {
        let mut given = self.0.lock().unwrap();
        given.0 = Some(value);
        let waker = given.1.take();
        drop(given);
        waker.into_iter().for_each(Waker::wake);
    }

    async fn take(self) -> T {
        let poll = |cx: &mut Context<'_>| {
            let mut given = self.0.lock().unwrap();
            given.1 = Some(cx.waker().clone());
            given.0.take().map_or(Poll::Pending, Poll::Ready)
        };
        poll_fn(poll).await
    }
}

impl<T> Clone for Gate<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
