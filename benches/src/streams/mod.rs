//! Streaming a page of many small writes, and forwarding chunks, by each contender.

pub mod limit;
pub mod peers;
mod script;

use std::cell::RefCell;
use std::fmt::Debug;
use std::future::poll_fn;
use std::pin::pin;

use bytes::Bytes;
use headfirst::body::Disconnected;
use headfirst::{Head, Response, Streaming};
use http_body::Body;
use http_body_util::combinators::UnsyncBoxBody;
use tokio::runtime::{Builder, Runtime};

use crate::{Contender, Work, once};

pub(crate) use script::Wait;
pub use script::{Kibibytes, Page, Pass, Script, Served};

/// A number of writes of 10 to 40 bytes, with a wait after every 333 writes.
pub static PAGE: Work = Work {
    what: "page",
    contenders: || contenders(Page, limit::PAGE),
    compare: |size| compare(Page(size), limit::PAGE),
};
/// A number of existing chunks of 4 KiB.
pub static PASS: Work = Work {
    what: "pass",
    contenders: || contenders(Pass::of, limit::PASS),
    compare: |size| compare_passes(Pass::of(size)),
};

/// A function that takes the frames of a body.
pub type Sink<'a> = &'a mut dyn FnMut(Bytes);

pub(crate) fn run<S, B>(make: impl FnOnce(S) -> B, script: S, sink: Sink<'_>)
where
    B: Body<Data = Bytes, Error: Debug>,
{
    block_on(async { drain(make(script), sink).await });
}

/// Takes the frames of a body, as a server would.
pub(crate) async fn drain<B: Body<Data = Bytes, Error: Debug>>(body: B, sink: Sink<'_>) {
    let mut body = pin!(body);
    while let Some(frame) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        sink(frame.unwrap().into_data().unwrap());
    }
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: RefCell<Runtime> =
            RefCell::new(Builder::new_current_thread().build().unwrap());
    }
    RUNTIME.with_borrow(|runtime| runtime.block_on(future))
}

type Run<S> = fn(S, Sink<'_>);

/// The name of a contender, its note, and its function.
fn runs<S: Script>(limit: [Run<S>; 3]) -> Vec<(&'static str, &'static str, Run<S>)> {
    let [limit, boxed, sent] = limit;
    vec![
        ("limit", "a state machine written by hand as a `Body`", limit),
        (
            "limit, boxed",
            "the same behind a pointer, as servers store bodies of several types",
            boxed,
        ),
        ("headfirst", "every write is awaited, so memory is bounded", |script, sink| {
            run(awaited, script, sink);
        }),
        ("headfirst, boxed", "the same in one more box, as in axum", |script, sink| {
            run(|script| UnsyncBoxBody::new(awaited(script)), script, sink);
        }),
        ("headfirst, no write awaited", "memory is bounded by the page", |script, sink| {
            run(plain, script, sink);
        }),
        ("headfirst send_body", "the body of the limit, forwarded", sent),
        ("async-stream", peers::FRAMES, |script, sink| run(peers::async_stream, script, sink)),
        ("axum Body::from_stream", peers::FRAMES, |script, sink| run(peers::axum, script, sink)),
        ("actix BodyStream", peers::FRAMES, peers::actix),
        ("http_body_util Channel(16)", peers::TASK, |script, sink| {
            run(peers::channel, script, sink);
        }),
        ("tokio mpsc(16)", peers::TASK, |script, sink| run(peers::tokio, script, sink)),
        ("futures mpsc(16)", peers::TASK, |script, sink| run(peers::futures, script, sink)),
    ]
}

fn contenders<S: Script>(script: fn(usize) -> S, limit: [Run<S>; 3]) -> Vec<Contender> {
    let prepare = |run: Run<S>| {
        move |size| {
            once(move || {
                let (mut frames, mut bytes) = (0, 0);
                run(script(size), &mut |frame| {
                    frames += 1;
                    bytes += frame.len();
                });
                (frames, bytes)
            })
        }
    };
    let runs = runs(limit).into_iter();
    runs.map(|(who, note, run)| Contender::new(who, note, prepare(run))).collect()
}

/// Returns the number of frames of the page.
pub fn frames(who: &str, size: usize) -> usize {
    let mut frames = 0;
    let runs = runs(limit::PAGE);
    let (.., run) = runs.iter().find(|run| run.0 == who).expect("a contender of this name");
    run(Page(size), &mut |_| frames += 1);
    frames
}

fn compare<S: Script>(script: S, limit: [Run<S>; 3]) {
    let mut wanted = Vec::new();
    (0..script.pieces()).for_each(|at| wanted.extend_from_slice(&script.owned(at)));
    for (who, _, run) in runs(limit) {
        let mut sent = Vec::new();
        run(script, &mut |frame| sent.extend_from_slice(&frame));
        assert!(sent == wanted, "{who} sends different bytes");
    }
}

/// Also checks that no contender copies.
fn compare_passes(script: Pass) {
    compare(script, limit::PASS);
    let sent = script.owned(0).as_ptr();
    for (who, _, run) in runs(limit::PASS) {
        run(script, &mut |frame| assert_eq!(frame.as_ptr(), sent, "{who} has copied it"));
    }
}

pub fn awaited<S: Script>(script: S) -> headfirst::Body {
    let render = move |mut page: Response<Streaming>| async move {
        for at in 0..script.pieces() {
            if script.waits_before(at) {
                S::Wait::default().await;
            }
            page.write(script.piece(at)).await?;
        }
        Ok::<_, Disconnected>(())
    };
    Response::<Head>::new().stream(render).into_body()
}

pub fn plain<S: Script>(script: S) -> headfirst::Body {
    let render = move |mut page: Response<Streaming>| async move {
        for at in 0..script.pieces() {
            if script.waits_before(at) {
                S::Wait::default().await;
            }
            page.write(script.piece(at));
        }
    };
    Response::<Head>::new().stream(render).into_body()
}
