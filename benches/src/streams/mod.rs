//! Streaming a page of many small writes, and passing chunks through, by each contender.

mod limit;
mod peers;

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::Bytes;
use headfirst::body::{Chunk, Disconnected};
use headfirst::{Head, Response, Streaming};
use http_body::Body;
use http_body_util::combinators::UnsyncBoxBody;
use tokio::runtime::{Builder, Runtime};

use crate::{Contender, Work, once};

/// As many writes of 10 to 40 octets as its size, and five waits among them.
pub static PAGE: Work = Work {
    what: "page",
    contenders: || contenders(Page, limit::PAGE),
    compare: |size| compare(Page(size), limit::PAGE),
};
/// As many chunks of 4 KiB as its size, which somebody has made.
pub static PASS: Work = Work {
    what: "pass",
    contenders: || contenders(Pass::of, limit::PASS),
    compare: |size| compare(Pass::of(size), limit::PASS),
};

/// What a body is to say, and when it has to wait.
pub(crate) trait Script: Copy + Send + 'static {
    type Piece: Into<Chunk<'static>>;
    fn len(self) -> usize;
    fn piece(self, at: usize) -> Self::Piece;
    /// The piece as octets of its own, which a frame for each piece needs.
    fn owned(self, at: usize) -> Bytes;
    fn waits_before(self, at: usize) -> bool;
}

/// This many pieces of 10 to 40 octets, and a wait after each 333.
#[derive(Clone, Copy)]
pub(crate) struct Page(pub(crate) usize);

/// Made once: what is measured is the writing.
const PIECES: [&[u8]; 32] = {
    let text = b"<li class=\"order\">A hundred of those pears";
    let mut pieces: [&[u8]; 32] = [text; 32];
    let mut at = 0;
    while at < 32 {
        pieces[at] = text.split_at(10 + at * 7 % 31).0;
        at += 1;
    }
    pieces
};

impl Script for Page {
    type Piece = &'static [u8];

    fn len(self) -> usize {
        self.0
    }

    #[inline]
    fn piece(self, at: usize) -> &'static [u8] {
        PIECES[at % 32]
    }

    fn owned(self, at: usize) -> Bytes {
        Bytes::copy_from_slice(self.piece(at))
    }

    #[inline]
    fn waits_before(self, at: usize) -> bool {
        at % 334 == 333
    }
}

/// Chunks of 4 KiB, all of which are these octets.
#[derive(Clone, Copy)]
pub(crate) struct Pass(&'static Bytes, usize);

impl Pass {
    pub(crate) fn of(chunks: usize) -> Self {
        static CHUNK: std::sync::LazyLock<Bytes> =
            std::sync::LazyLock::new(|| vec![b'x'; 4096].into());
        Self(&CHUNK, chunks)
    }
}

impl Script for Pass {
    type Piece = Bytes;

    fn len(self) -> usize {
        self.1
    }

    #[inline]
    fn piece(self, _at: usize) -> Bytes {
        self.0.clone()
    }

    fn owned(self, at: usize) -> Bytes {
        self.piece(at)
    }

    fn waits_before(self, _at: usize) -> bool {
        false
    }
}

/// Waits once, and is woken at once.
#[derive(Default)]
pub(crate) struct Wait(bool);

impl Future for Wait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Where the frames of a body go.
type Sink<'a> = &'a mut dyn FnMut(Bytes);

/// Takes the frames of a body, as a server would.
async fn drain<B: Body<Data = Bytes, Error: std::fmt::Debug>>(body: B, sink: Sink<'_>) {
    let mut body = pin!(body);
    while let Some(frame) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        sink(frame.unwrap().into_data().unwrap());
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: RefCell<Runtime> =
            RefCell::new(Builder::new_current_thread().build().unwrap());
    }
    RUNTIME.with_borrow(|runtime| runtime.block_on(future))
}

type Run<S> = fn(S, Sink<'_>);

/// Who, what it does otherwise, and how it does it.
fn runs<S: Script>(limit: [Run<S>; 2]) -> Vec<(&'static str, &'static str, Run<S>)> {
    let [limit, boxed] = limit;
    vec![
        ("limit", "a state machine written by hand as a `Body`", limit),
        (
            "limit, boxed",
            "the same behind a pointer, as servers keep bodies of several types",
            boxed,
        ),
        ("headfirst", "every write is awaited, so memory is bounded", |script, sink| {
            block_on(drain(awaited(script), sink));
        }),
        ("headfirst, boxed", "the same in one more box, as axum keeps it", |script, sink| {
            block_on(drain(UnsyncBoxBody::new(awaited(script)), sink));
        }),
        ("headfirst, no write awaited", "memory is bounded by the page", |script, sink| {
            block_on(drain(plain(script), sink));
        }),
        ("async-stream", peers::FRAMES, peers::async_stream),
        ("axum Body::from_stream", peers::FRAMES, peers::axum),
        ("actix BodyStream", peers::FRAMES, peers::actix),
        ("http_body_util Channel(16)", peers::TASK, peers::channel),
        ("tokio mpsc(16)", peers::TASK, peers::tokio),
        ("futures mpsc(16)", peers::TASK, peers::futures),
    ]
}

fn contenders<S: Script>(script: fn(usize) -> S, limit: [Run<S>; 2]) -> Vec<Contender> {
    let prepare = |run: Run<S>| {
        move |size| {
            once(move || {
                let (mut frames, mut octets) = (0, 0);
                run(script(size), &mut |frame| {
                    frames += 1;
                    octets += frame.len();
                });
                (frames, octets)
            })
        }
    };
    let runs = runs(limit).into_iter();
    runs.map(|(who, note, run)| Contender::new(who, note, prepare(run))).collect()
}

fn compare<S: Script>(script: S, limit: [Run<S>; 2]) {
    let mut wanted = Vec::new();
    (0..script.len()).for_each(|at| wanted.extend_from_slice(&script.owned(at)));
    for (who, _, run) in runs(limit) {
        let mut sent = Vec::new();
        run(script, &mut |frame| sent.extend_from_slice(&frame));
        assert!(sent == wanted, "{who} sends something else");
    }
}

fn awaited<S: Script>(script: S) -> headfirst::Body {
    let render = move |mut page: Response<Streaming>| async move {
        for at in 0..script.len() {
            if script.waits_before(at) {
                Wait::default().await;
            }
            page.write(script.piece(at)).await?;
        }
        Ok::<_, Disconnected>(())
    };
    Response::<Head>::new().stream(render).into_body()
}

fn plain<S: Script>(script: S) -> headfirst::Body {
    let render = move |mut page: Response<Streaming>| async move {
        for at in 0..script.len() {
            if script.waits_before(at) {
                Wait::default().await;
            }
            page.write(script.piece(at));
        }
    };
    Response::<Head>::new().stream(render).into_body()
}
