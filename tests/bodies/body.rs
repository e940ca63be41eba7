//! The body as a server polls it: frames, waits, wake-ups and the end.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use bytes::Bytes;
use futures_util::stream::{FuturesUnordered, StreamExt};
use headfirst::body::{Disconnected, RenderError};
use headfirst::{Body, Head, Response, Streaming};
use http::{Method, Request};
use http_body::Body as _;
use http_body_util::{BodyExt, Full};
use tokio::sync::{Notify, oneshot};

fn stream<F, O>(render: impl FnOnce(Response<Streaming>) -> F + Send + 'static) -> Body
where
    F: Future<Output = O> + Send + 'static,
    O: headfirst::body::RenderOutput,
{
    Response::<Head>::new().stream(render).into_body()
}

async fn frame(body: &mut Body) -> Option<Result<Bytes, RenderError>> {
    body.frame().await.map(|frame| frame.map(|frame| frame.into_data().unwrap()))
}

async fn frames(body: &mut Body) -> Vec<Bytes> {
    let mut frames = Vec::new();
    while let Some(next) = frame(body).await {
        frames.push(next.unwrap());
    }
    frames
}

fn poll(body: &mut Body) -> Poll<Option<Result<http_body::Frame<Bytes>, RenderError>>> {
    Pin::new(body).poll_frame(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn a_render_does_not_run_before_its_body_is_polled() {
    let ran = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&ran);
    let mut body = stream(move |_page| {
        flag.store(true, Ordering::SeqCst);
        async {}
    });
    assert!(!ran.load(Ordering::SeqCst) && !body.is_end_stream());
    assert!(frame(&mut body).await.is_none());
    assert!(ran.load(Ordering::SeqCst) && body.is_end_stream());
}

#[tokio::test]
async fn small_writes_between_waits_form_one_frame() {
    let mut body = stream(|mut page| async move {
        for part in 0..3 {
            for line in 0..100 {
                page.write(format!("{part}.{line} ")).await?;
            }
            tokio::task::yield_now().await;
        }
        Ok::<_, Disconnected>(())
    });
    let frames = frames(&mut body).await;
    assert_eq!(frames.len(), 3);
    assert!(frames[1].starts_with(b"1.0 1.1 ") && frames[1].ends_with(b"1.99 "));
}

#[tokio::test]
async fn a_frame_ends_at_16_kib_and_the_last_one_ends_the_stream() {
    let mut body = stream(|mut page| async move {
        for _ in 0..4096 {
            page.write("0123456789").await?;
        }
        Ok::<_, Disconnected>(())
    });
    let mut lengths = Vec::new();
    while let Some(frame) = frame(&mut body).await {
        lengths.push(frame.unwrap().len());
    }
    assert_eq!(lengths, [16390, 16390, 40960 - 2 * 16390]);
    assert!(body.is_end_stream());
}

#[tokio::test]
async fn flush_ends_a_frame() {
    let mut body = stream(|mut page| async move {
        page.write("a").write("b").flush().await?;
        page.flush().await?;
        page.write("c");
        page.flush().await
    });
    assert_eq!(frames(&mut body).await, ["ab", "c"]);
}

#[tokio::test]
async fn large_owned_chunks_are_forwarded_uncopied_and_in_order() {
    let large = Bytes::from(vec![b'x'; 2000]);
    let address = large.as_ptr();
    let mut body = stream(move |mut page| async move {
        page.write("before").write(large).write("after").write(Vec::from("!"));
    });
    let frames = frames(&mut body).await;
    assert_eq!(frames.len(), 3);
    assert_eq!((&frames[0][..], &frames[2][..]), (&b"before"[..], &b"after!"[..]));
    assert_eq!((frames[1].as_ptr(), frames[1].len()), (address, 2000));
}

#[test]
fn a_render_that_awaits_its_writes_stays_below_two_frames() {
    let written = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&written);
    let mut body = stream(move |mut page| async move {
        while page.write([b'x'; 100].as_slice()).await.is_ok() {
            count.fetch_add(100, Ordering::SeqCst);
        }
    });
    let mut taken = 0;
    for _ in 0..1000 {
        let Poll::Ready(Some(Ok(frame))) = poll(&mut body) else { panic!("a frame is ready") };
        taken += frame.into_data().unwrap().len();
        let ahead = written.load(Ordering::SeqCst).saturating_sub(taken);
        assert!(ahead <= 32 * 1024, "{ahead} bytes are waiting");
    }
}

#[tokio::test]
async fn a_writer_in_another_task_wakes_the_body_and_gets_backpressure() {
    let written = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&written);
    let mut body = stream(move |mut page| async move {
        page.write("first ");
        tokio::spawn(async move {
            page.flush().await?;
            for _ in 0..100 {
                page.write([b'x'; 1000].as_slice()).await?;
                count.fetch_add(1000, Ordering::SeqCst);
            }
            page.write("last");
            Ok::<_, Disconnected>(())
        });
    });
    assert_eq!(frame(&mut body).await.unwrap().unwrap(), "first ");
    let mut all = Vec::new();
    while let Some(next) = frame(&mut body).await {
        all.extend_from_slice(&next.unwrap());
        tokio::task::yield_now().await;
        assert!(written.load(Ordering::SeqCst) <= all.len() + 32 * 1024);
    }
    assert_eq!(all.len(), 100_004);
    assert!(all.ends_with(b"last"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_stay_in_order_when_the_writer_moves_between_tasks() {
    for _ in 0..200 {
        let mut body = stream(|mut page| async move {
            for round in 0..10 {
                write!(page, "{round}a").unwrap();
                page = tokio::spawn(async move {
                    write!(page, "{round}b").unwrap();
                    tokio::task::yield_now().await;
                    write!(page, "{round}c").unwrap();
                    page
                })
                .await
                .unwrap();
                write!(page, "{round}d ").unwrap();
            }
        });
        let all = frames(&mut body).await.concat();
        let expected: String = (0..10).map(|r| format!("{r}a{r}b{r}c{r}d ")).collect();
        assert_eq!(String::from_utf8(all).unwrap(), expected);
    }
}

/// Some futures poll a part of themselves only if its own waker was woken.
#[tokio::test]
async fn a_wait_with_its_own_waker_is_woken() {
    let mut body = stream(|mut page| async move {
        let mut parts = FuturesUnordered::new();
        parts.push(async move {
            for _ in 0..10 {
                page.write([b'x'; 20_000].as_slice()).await?;
                page.write("y").flush().await?;
            }
            Ok::<_, Disconnected>(())
        });
        parts.next().await.unwrap()
    });
    let total: usize = frames(&mut body).await.iter().map(Bytes::len).sum();
    assert_eq!(total, 200_010);
}

#[tokio::test]
async fn a_body_inside_a_render_does_not_mix_with_its_own() {
    let mut body = stream(|mut outer| async move {
        outer.write("<");
        let mut inner = stream(|mut inner| async move {
            inner.write("a").flush().await?;
            inner.write("b").flush().await
        });
        while let Some(part) = frame(&mut inner).await {
            outer.write(part.unwrap()).write(",");
        }
        outer.write(">");
    });
    assert_eq!(frames(&mut body).await.concat(), b"<a,b,>");
}

#[tokio::test]
async fn an_inner_render_writes_to_the_outer_body_in_order() {
    let mut body = stream(|mut outer| async move {
        outer.write("1 ");
        let mut inner = stream(move |mut inner| async move {
            outer.write("2 ");
            inner.write("inner").flush().await.unwrap();
            outer.write("3 ");
            tokio::task::yield_now().await;
            outer.write("4");
        });
        assert_eq!(frames(&mut inner).await, ["inner"]);
    });
    assert_eq!(frames(&mut body).await.concat(), b"1 2 3 4");
}

#[tokio::test]
async fn an_error_ends_the_body_after_the_written_bytes() {
    let mut body = stream(|mut page| async move {
        page.write("<h1>");
        Err::<(), _>(std::io::Error::other("the database is gone"))
    });
    assert_eq!(frame(&mut body).await.unwrap().unwrap(), "<h1>");
    let error = frame(&mut body).await.unwrap().unwrap_err();
    assert!(!error.is_panic());
    assert_eq!(error.get_ref().unwrap().to_string(), "the database is gone");
    assert!(frame(&mut body).await.is_none() && body.is_end_stream());
}

#[tokio::test]
async fn a_panic_ends_the_body_with_an_error() {
    let mut body = stream(|mut page| async move {
        page.write("<h1>").flush().await.unwrap();
        assert!(page.method() == "POST", "not a POST");
    });
    assert_eq!(frame(&mut body).await.unwrap().unwrap(), "<h1>");
    let error = frame(&mut body).await.unwrap().unwrap_err();
    assert!(error.is_panic());
    assert_eq!(error.to_string(), "the render function panicked: not a POST");
    assert!(frame(&mut body).await.is_none());
}

#[tokio::test]
async fn bytes_of_another_thread_come_before_the_error() {
    let mut body = stream(|mut page| async move {
        page.write("here ");
        let writer = std::thread::spawn(move || {
            page.write("and there");
        });
        writer.join().unwrap();
        Err::<(), _>("on purpose")
    });
    assert_eq!(frame(&mut body).await.unwrap().unwrap(), "here ");
    assert_eq!(frame(&mut body).await.unwrap().unwrap(), "and there");
    assert!(frame(&mut body).await.unwrap().is_err());
}

#[tokio::test]
async fn a_failed_body_fails_the_flush_of_a_writer_in_another_task() {
    let (sent, handle) = oneshot::channel();
    let mut body = stream(|page: Response<Streaming>| async move {
        sent.send(page).unwrap();
        Err::<(), _>("on purpose")
    });
    assert!(frame(&mut body).await.unwrap().is_err());
    let mut page = handle.await.unwrap();
    assert!(page.write("more").flush().await.is_err());
}

#[test]
fn a_writer_in_another_task_cannot_delay_an_error() {
    let page = Arc::new(std::sync::Mutex::new(None));
    let slot = Arc::clone(&page);
    let mut body = stream(|page: Response<Streaming>| async move {
        *slot.lock().unwrap() = Some(page);
        Err::<(), _>("on purpose")
    });
    let mut polls = 0;
    let error = loop {
        if let Some(page) = &mut *page.lock().unwrap() {
            page.write("more");
        }
        if let Poll::Ready(Some(Err(error))) = poll(&mut body) {
            break error;
        }
        polls += 1;
        assert!(polls < 10, "the error is withheld");
    };
    assert!(!error.is_panic());
}

#[test]
fn a_writer_in_another_task_cannot_starve_the_render_function() {
    let page = Arc::new(std::sync::Mutex::new(None));
    let runs = Arc::new(AtomicUsize::new(0));
    let (slot, count) = (Arc::clone(&page), Arc::clone(&runs));
    let mut body = stream(|page: Response<Streaming>| async move {
        *slot.lock().unwrap() = Some(page);
        std::future::poll_fn(|_| {
            count.fetch_add(1, Ordering::SeqCst);
            Poll::<()>::Pending
        })
        .await;
    });
    assert!(poll(&mut body).is_pending());
    for _ in 0..1600 {
        page.lock().unwrap().as_mut().unwrap().write("more");
        assert!(poll(&mut body).is_ready(), "a frame is ready");
    }
    assert!(runs.load(Ordering::SeqCst) >= 100);
}

/// Panics when it is dropped.
struct Bomb(&'static [u8]);

impl AsRef<[u8]> for Bomb {
    fn as_ref(&self) -> &[u8] {
        self.0
    }
}

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("a drop that panics");
    }
}

#[tokio::test]
async fn bytes_that_panic_on_drop_end_the_body_with_an_error() {
    let mut body = stream(|mut page| async move {
        tokio::spawn(async move {
            tokio::task::yield_now().await;
            page.write(Bytes::from_owner(Bomb(b"x")));
        });
    });
    // Polled only when its wakers are woken.
    let end = tokio::spawn(async move {
        assert_eq!(frame(&mut body).await.unwrap().unwrap(), "x");
        frame(&mut body).await
    });
    assert!(end.await.unwrap().unwrap().unwrap_err().is_panic());
}

#[tokio::test]
async fn a_render_that_panics_on_drop_fails_its_writer_but_not_the_server() {
    let (finished, result) = oneshot::channel();
    let mut body = stream(|mut page| async move {
        let _bomb = Bomb(b"");
        tokio::spawn(async move {
            while page.write([b'x'; 1000].as_slice()).await.is_ok() {}
            finished.send(()).unwrap();
        });
        std::future::pending::<()>().await;
    });
    assert!(frame(&mut body).await.unwrap().is_ok());
    std::thread::spawn(move || drop(body)).join().unwrap();
    result.await.unwrap();
}

/// User values in a body are dropped in the task of the server, or of the handler.
#[tokio::test]
async fn dropping_a_body_catches_the_panics_of_destructors() {
    use http_body_util::combinators::MapFrame;

    // A render function that was not polled, and one that will not be.
    let bomb = Bomb(b"");
    drop(stream(move |_page| async move { drop(bomb) }));
    let (head, bomb) = (Request::head("/").body(()).unwrap(), Bomb(b""));
    let response =
        Response::<Head>::for_request(&head).stream(move |_page| async move { drop(bomb) });
    assert_eq!(response.status(), 200);
    // An unused recovery, in a body that ends and in one that is dropped early.
    for is_polled in [true, false] {
        let mut body = stream(|mut page| async move {
            let bomb = Bomb(b"");
            page.part_or_else(async |mut part| _ = part.write("x"), move |_, _| drop(bomb));
            page.flush().await.unwrap();
        });
        let first = frame(&mut body).await.unwrap().unwrap();
        assert_eq!(first, "x");
        if is_polled {
            assert!(frame(&mut body).await.is_none());
        }
    }
    // A part that was never polled.
    let mut body = stream(|mut page| async move {
        let bomb = Bomb(b"");
        page.part(async move |_part| drop(bomb));
        Err::<(), _>("on purpose")
    });
    assert!(frame(&mut body).await.unwrap().is_err());
    // A forwarded body, if the method has content and if not.
    for method in [Method::GET, Method::HEAD] {
        let request = Request::builder().method(method).body(()).unwrap();
        let bomb = Bomb(b"");
        let passed: MapFrame<_, _> = Full::new(Bytes::new()).map_frame(move |frame| {
            let _kept = &bomb;
            frame
        });
        drop(Response::<Head>::for_request(&request).send_body(passed));
    }
}

#[test]
fn a_panic_whose_payload_panics_is_an_error() {
    async fn explode(_page: Response<Streaming>) {
        std::panic::panic_any(Bomb(b""));
    }
    let mut body = stream(explode);
    assert!(poll(&mut body).is_pending());
    let error = loop {
        if let Poll::Ready(frame) = poll(&mut body) {
            break frame.unwrap().unwrap_err();
        }
    };
    assert_eq!(error.to_string(), "the render function panicked");
}

#[tokio::test]
async fn a_flush_in_another_task_waits_for_the_local_buffer() {
    let flushed = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&flushed);
    let mut body = stream(move |mut page| async move {
        for _ in 0..4 {
            page.write(vec![b'x'; 2000]);
        }
        tokio::spawn(async move {
            let polls = async {
                for _ in 0..20 {
                    tokio::task::yield_now().await;
                }
            };
            let flush = async {
                page.flush().await.unwrap();
                flag.store(true, Ordering::SeqCst);
            };
            futures_util::future::join(flush, polls).await;
            page.write("last");
        });
    });
    for _ in 0..4 {
        assert!(!flushed.load(Ordering::SeqCst), "frames are left");
        assert_eq!(frame(&mut body).await.unwrap().unwrap().len(), 2000);
        for _ in 0..30 {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(frame(&mut body).await.unwrap().unwrap(), "last");
    assert!(flushed.load(Ordering::SeqCst));
}

/// So a server can mark that frame as the last one.
#[tokio::test]
async fn a_body_knows_its_last_frame() {
    let mut body = stream(async |mut page: Response<Streaming>| {
        page.write(vec![b'x'; 2000]).write("last");
    });
    assert_eq!(frame(&mut body).await.unwrap().unwrap().len(), 2000);
    assert!(!body.is_end_stream());
    assert_eq!(frame(&mut body).await.unwrap().unwrap(), "last");
    assert!(body.is_end_stream());
}

#[tokio::test]
async fn a_flush_in_another_task_waits_for_the_last_byte() {
    let (give, taken) = oneshot::channel();
    let mut body = stream(async move |page: Response<Streaming>| give.send(page).unwrap());
    assert!(poll(&mut body).is_pending());
    let mut page = taken.await.unwrap();
    page.write("x");
    assert!(format!("{page:?}").contains("Writer { .. }"), "{page:?}");
    let mut flush = page.flush();
    let mut cx = Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut flush).poll(&mut cx).is_pending());
    assert_eq!(frame(&mut body).await.unwrap().unwrap(), "x");
    assert_eq!(Pin::new(&mut flush).poll(&mut cx), Poll::Ready(Ok(())));
}

/// Frames from another task are sent before the render function writes more. Then it borrows the
/// buffer again.
#[tokio::test]
async fn bytes_from_another_task_are_taken_before_the_render_continues() {
    let written = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&written);
    let mut body = stream(move |mut page| async move {
        page = std::thread::spawn(move || {
            for _ in 0..10 {
                page.write(vec![b'x'; 2000]);
            }
            page
        })
        .join()
        .unwrap();
        for _ in 0..1000 {
            for _ in 0..40 {
                page.write([b'x'; 1000].as_slice());
                count.fetch_add(1000, Ordering::SeqCst);
            }
            tokio::task::yield_now().await;
        }
    });
    let mut taken = 0;
    for _ in 0..1000 {
        taken += frame(&mut body).await.unwrap().unwrap().len();
        let ahead = (20_000 + written.load(Ordering::SeqCst)).saturating_sub(taken);
        assert!(ahead <= 80_000, "{ahead} bytes are waiting");
    }
}

#[tokio::test]
async fn a_panic_in_a_writing_task_aborts_the_body() {
    let mut body = stream(|mut page| async move {
        page.write("<h1>");
        tokio::spawn(async move {
            page.write("Ord");
            panic!("in the task");
        });
    });
    let mut error = None;
    while let Some(frame) = frame(&mut body).await {
        error = frame.err();
    }
    assert!(error.unwrap().is_panic());
}

#[tokio::test]
async fn dropping_the_body_drops_the_render_and_fails_writes_in_another_task() {
    struct OnDrop(Option<oneshot::Sender<()>>);
    impl Drop for OnDrop {
        fn drop(&mut self) {
            self.0.take().unwrap().send(()).unwrap();
        }
    }
    let (dropped, render_dropped) = oneshot::channel();
    let (finished, result) = oneshot::channel();
    let never = Arc::new(Notify::new());
    let mut body = stream(move |mut page| async move {
        let _guard = OnDrop(Some(dropped));
        tokio::spawn(async move {
            let end = loop {
                if let Err(end) = page.write([b'x'; 1000].as_slice()).await {
                    break end;
                }
            };
            finished.send((end, page.flush().await)).unwrap();
        });
        never.notified().await;
    });
    assert!(frame(&mut body).await.unwrap().is_ok());
    drop(body);
    render_dropped.await.unwrap();
    let (end, after) = result.await.unwrap();
    assert_eq!(after, Err(end));
}

#[tokio::test]
async fn the_body_waits_for_a_writer_that_outlives_the_render() {
    let (go, gone) = oneshot::channel::<()>();
    let mut body = stream(move |mut page| async move {
        tokio::spawn(async move {
            gone.await.unwrap();
            page.write("late");
        });
    });
    assert!(poll(&mut body).is_pending());
    go.send(()).unwrap();
    assert_eq!(frames(&mut body).await, ["late"]);
}

#[test]
fn taking_a_frame_does_not_wake_the_task_that_takes_it() {
    struct Count(AtomicUsize);
    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let count = Arc::new(Count(AtomicUsize::new(0)));
    let waker = Waker::from(Arc::clone(&count));
    let mut body = stream(|mut page| async move {
        for _ in 0..10 {
            page.write("x").flush().await?;
        }
        Ok::<_, Disconnected>(())
    });
    let mut taken = 0;
    while let Poll::Ready(Some(frame)) =
        Pin::new(&mut body).poll_frame(&mut Context::from_waker(&waker))
    {
        taken += frame.unwrap().into_data().unwrap().len();
    }
    assert_eq!((taken, count.0.load(Ordering::SeqCst)), (10, 0));
}
