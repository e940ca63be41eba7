//! Renders that are tied to the thread they were made on.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::thread;

use headfirst::body::RenderError;
use headfirst::{Body, Head, Response, Streaming, local};
use http_body::Body as _;
use http_body_util::BodyExt;

fn poll(body: &mut Body) -> Poll<Option<Result<http_body::Frame<bytes::Bytes>, RenderError>>> {
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
fn a_local_render_fails_elsewhere_and_is_not_dropped_there() {
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
            // The first polls give the server turns.
            assert!(poll(&mut body).is_pending());
            let polled = std::iter::repeat_with(|| poll(&mut body)).find(Poll::is_ready);
            let Some(Poll::Ready(Some(Err(error)))) = polled else { panic!("{polled:?}") };
            error.to_string()
        });
        assert_eq!(error.join().unwrap(), "a local render was polled on another thread");
        assert_eq!(Rc::strong_count(&alive), 2, "leaked, not dropped elsewhere");
    }
}

#[test]
fn a_local_render_that_ends_here_is_dropped_here() {
    let alive = Rc::new(());
    let held = Rc::clone(&alive);
    let render = local(async move |_page: Response<Streaming>| drop(held));
    drop(Response::<Head>::new().stream(render));
    assert_eq!(Rc::strong_count(&alive), 1);
}
