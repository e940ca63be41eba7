//! Render functions and bodies that are bound to the thread that created them.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::thread;

use bytes::Bytes;
use headfirst::body::RenderError;
use headfirst::{Body, Head, Response, Streaming, local, local_body};
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt;

fn poll(body: &mut Body) -> Poll<Option<Result<Frame<Bytes>, RenderError>>> {
    Pin::new(body).poll_frame(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn a_local_render_holds_what_is_not_send() {
    let title = Rc::new(String::from("Orders"));
    let render =
        local(async move |mut page: Response<Streaming>| page.write(&*title).flush().await);
    let response = Response::<Head>::new().stream(|page| {
        let rendering = render(page);
        assert_eq!(format!("{rendering:?}"), "Local { .. }");
        rendering
    });
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "Orders");
}

#[test]
fn a_local_render_fails_on_another_thread_and_is_not_dropped_there() {
    for is_polled_before in [false, true] {
        let alive = Rc::new(());
        let held = Rc::clone(&alive);
        let render = local(async move |mut page: Response<Streaming>| {
            page.write("here").flush().await.unwrap();
            drop(held);
        });
        let mut body = Response::<Head>::new().stream(render).into_body();
        if is_polled_before {
            assert!(poll(&mut body).is_ready());
        }
        let error = thread::spawn(move || {
            // The first polls yield to the server.
            assert!(poll(&mut body).is_pending());
            let polled = std::iter::repeat_with(|| poll(&mut body)).find(Poll::is_ready);
            let Some(Poll::Ready(Some(Err(error)))) = polled else { panic!("{polled:?}") };
            error.to_string()
        });
        assert_eq!(
            error.join().unwrap(),
            "the render function is local, and was polled on another thread"
        );
        assert_eq!(Rc::strong_count(&alive), 2, "leaked, not dropped on another thread");
    }
}

#[test]
fn a_local_render_that_ends_on_its_thread_is_dropped_there() {
    let alive = Rc::new(());
    let held = Rc::clone(&alive);
    let render = local(async move |_page: Response<Streaming>| drop(held));
    drop(Response::<Head>::new().stream(render));
    assert_eq!(Rc::strong_count(&alive), 1);
}

/// A body that is not `Send`. Its clones are counted, and it may fail after its chunks.
struct Chunks {
    chunks: VecDeque<&'static str>,
    alive: Rc<()>,
    fails: bool,
}

impl Chunks {
    fn new(chunks: &[&'static str], alive: &Rc<()>) -> Self {
        let chunks = chunks.iter().copied().collect();
        Self { chunks, alive: Rc::clone(alive), fails: false }
    }
}

impl http_body::Body for Chunks {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        assert!(Rc::strong_count(&self.alive) > 1, "the test holds a clone");
        let chunk = self.chunks.pop_front().map(|chunk| Ok(Frame::data(Bytes::from(chunk))));
        let end = || std::mem::take(&mut self.fails).then(|| Err(io::Error::other("the disk")));
        Poll::Ready(chunk.or_else(end))
    }

    fn is_end_stream(&self) -> bool {
        self.chunks.is_empty() && !self.fails
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.chunks.iter().map(|chunk| chunk.len() as u64).sum())
    }
}

#[tokio::test]
async fn a_local_body_is_sent_unchanged() {
    let alive = Rc::new(());
    let local = local_body(Chunks::new(&["milk", " and honey"], &alive));
    assert_eq!(format!("{local:?}"), "LocalBody { .. }");
    let response = Response::<Head>::new().send_body(local);
    assert_eq!(response.headers()["content-length"], "14");
    let mut body = response.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(first, "milk");
    assert_eq!(body.collect().await.unwrap().to_bytes(), " and honey");
    assert_eq!(Rc::strong_count(&alive), 1, "dropped with the body");

    let empty = Response::<Head>::new().send_body(local_body(Chunks::new(&[], &alive)));
    assert!(empty.body().is_end_stream());
}

#[tokio::test]
async fn an_error_of_a_local_body_ends_the_response() {
    let alive = Rc::new(());
    let chunks = Chunks { fails: true, ..Chunks::new(&[], &alive) };
    let error = local_body(chunks).frame().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the body failed after the head was sent: the disk");
    assert_eq!(error.get_ref().unwrap().to_string(), "the disk");

    let chunks = Chunks { fails: true, ..Chunks::new(&["milk"], &alive) };
    let answer = http::Response::new(local_body(chunks));
    let mut body = Response::<Head>::new().relay(answer).into_body();
    assert_eq!(body.frame().await.unwrap().unwrap().into_data().unwrap(), "milk");
    let error = body.frame().await.unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the body failed after the head was sent: the disk");
}

#[test]
fn a_local_body_fails_on_another_thread_and_is_not_dropped_there() {
    let alive = Rc::new(());
    let local = local_body(Chunks::new(&["milk"], &alive));
    let mut body = Response::<Head>::new().send_body(local).into_body();
    let error = thread::spawn(move || {
        let polled = std::iter::repeat_with(|| poll(&mut body)).find(Poll::is_ready);
        let Some(Poll::Ready(Some(Err(error)))) = polled else { panic!("{polled:?}") };
        error.to_string()
    });
    assert_eq!(error.join().unwrap(), "the body is local, and was polled on another thread");
    assert_eq!(Rc::strong_count(&alive), 2, "leaked, not dropped on another thread");

    let local = local_body(Chunks::new(&["milk"], &alive));
    let asked = thread::spawn(move || (local.size_hint().exact(), local.is_end_stream()));
    assert_eq!(
        asked.join().unwrap(),
        (None, false),
        "the other thread has no information about the body"
    );
}
