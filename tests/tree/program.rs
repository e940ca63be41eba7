//! Programs: the steps of a page and its parts, and the end of each.

use std::future::poll_fn;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use headfirst::{Html, Response, Streaming};
use tokio::time::sleep;

/// The steps and the end of one render function.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) steps: Vec<Step>,
    pub(crate) end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Returns,
    Fails,
    Panics,
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Write(Run, Then),
    Flush,
    /// Waits, and is woken immediately.
    Wait,
    /// Sleeps for this many milliseconds.
    Sleep(u64),
    Part(Node, Option<Node>),
    /// Opens this many equal parts. Flushes after each if it is awaited.
    Many(usize, Then, Node),
    /// Opens a boundary with a number, which is its fallback.
    Boundary(usize, Node, Option<Node>),
    /// Runs these steps in another task, and continues when they are done.
    InATask(Node),
    /// Runs these steps with a waker that is not that of the body.
    InASet(Node),
}

/// A run of one letter.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) letter: u8,
    pub(crate) many: usize,
    pub(crate) held_in: Held,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Held {
    Borrowed,
    Bytes,
    Vec,
}

/// The action after a write.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Then {
    GoesOn,
    Awaits,
    /// Awaits the write, but gives up when another future is ready first.
    GivesUp,
}

impl Node {
    /// Returns the number of steps, including those of its parts.
    pub(crate) fn size(&self) -> usize {
        let of = |step: &Step| {
            let inside: usize = step.nodes().map(Self::size).sum();
            if let Step::Many(many, ..) = step { many * (1 + inside) } else { 1 + inside }
        };
        self.steps.iter().map(of).sum()
    }

    /// Numbers the boundaries, and gives consecutive writes different letters.
    pub(crate) fn number(&mut self, boundaries: &mut usize, runs: &mut usize) {
        for step in &mut self.steps {
            match step {
                Step::Write(run, _) => {
                    run.letter = b'a' + u8::try_from(*runs % 26).unwrap();
                    *runs += 1;
                }
                Step::Boundary(number, ..) => {
                    *number = *boundaries;
                    *boundaries += 1;
                }
                _ => {}
            }
            match step {
                Step::Part(node, recovery) | Step::Boundary(_, node, recovery) => {
                    node.number(boundaries, runs);
                    recovery.iter_mut().for_each(|recovery| recovery.number(boundaries, runs));
                }
                Step::Many(_, _, node) | Step::InATask(node) | Step::InASet(node) => {
                    node.number(boundaries, runs);
                }
                Step::Write(..) | Step::Flush | Step::Wait | Step::Sleep(_) => {}
            }
        }
    }
}

impl Step {
    pub(crate) fn nodes(&self) -> impl Iterator<Item = &Node> {
        let (node, recovery) = match self {
            Self::Part(node, recovery) | Self::Boundary(_, node, recovery) => {
                (Some(node), recovery.as_ref())
            }
            Self::Many(_, _, node) | Self::InATask(node) | Self::InASet(node) => (Some(node), None),
            Self::Write(..) | Self::Flush | Self::Wait | Self::Sleep(_) => (None, None),
        };
        node.into_iter().chain(recovery)
    }
}

/// The state that all render functions of a page share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) html: Html,
    /// The number of polls of all render functions. Each live render function has a clone.
    pub(crate) polls: Arc<AtomicUsize>,
}

/// The error of a failing render function.
type Failed = &'static str;

type Rendered<T> = BoxFuture<'static, Result<T, Failed>>;

pub(crate) fn rendered(page: Response<Streaming>, node: Node, shared: Shared) -> Rendered<()> {
    let polls = Arc::clone(&shared.polls);
    let mut render = render(page, node, shared);
    Box::pin(poll_fn(move |cx| {
        polls.fetch_add(1, Ordering::Relaxed);
        render.as_mut().poll(cx).map_ok(drop)
    }))
}

fn render(
    mut page: Response<Streaming>,
    node: Node,
    shared: Shared,
) -> Rendered<Response<Streaming>> {
    Box::pin(async move {
        for step in node.steps {
            match step {
                Step::Write(run, Then::Awaits) => {
                    run.write_to(&mut page).await.map_err(|_| "disconnected")?;
                }
                Step::Write(run, Then::GivesUp) => {
                    tokio::select! {
                        biased;
                        _ = run.write_to(&mut page) => {}
                        () = async {} => {}
                    }
                }
                Step::Many(many, Then::Awaits, node) => {
                    for _ in 0..many {
                        let (node, shared) = (node.clone(), shared.clone());
                        page.part(|part| rendered(part, node, shared));
                        page.flush().await.map_err(|_| "disconnected")?;
                    }
                }
                Step::Flush => page.flush().await.map_err(|_| "disconnected")?,
                Step::Wait => wait().await,
                Step::Sleep(milliseconds) => sleep(Duration::from_millis(milliseconds)).await,
                Step::InATask(node) => {
                    let task = tokio::spawn(render(page, node, shared.clone()));
                    page = match task.await {
                        Ok(ended) => ended?,
                        Err(error) => resume_unwind(error.into_panic()),
                    }
                }
                Step::InASet(node) => {
                    let mut set = FuturesUnordered::from_iter([render(page, node, shared.clone())]);
                    page = set.next().await.unwrap()?;
                }
                Step::Write(_, Then::GoesOn)
                | Step::Many(..)
                | Step::Part(..)
                | Step::Boundary(..) => {
                    do_at_once(&mut page, step, &shared);
                }
            }
        }
        match node.end {
            End::Returns => Ok(page),
            End::Fails => Err("failed"),
            End::Panics => resume_unwind(Box::new("panicked")),
        }
    })
}

/// Runs a step without waiting.
fn do_at_once(page: &mut Response<Streaming>, step: Step, shared: &Shared) {
    let begin = |node: Node| {
        let shared = shared.clone();
        move |page| rendered(page, node, shared)
    };
    match step {
        Step::Write(run, _) => _ = run.write_to(page),
        Step::Many(many, _, node) => (0..many).for_each(|_| _ = page.part(begin(node.clone()))),
        Step::Part(node, None) => _ = page.part(begin(node)),
        Step::Part(node, Some(recovery)) => {
            page.part_or_else(begin(node), recover(recovery, shared.clone()));
        }
        Step::Boundary(number, node, recovery) => {
            let fallback = format!("({number})");
            match recovery {
                None => page.boundary(&shared.html, fallback, begin(node)),
                Some(recovery) => {
                    let recover = recover(recovery, shared.clone());
                    page.boundary_or_else(&shared.html, fallback, begin(node), recover)
                }
            };
        }
        Step::InATask(node) | Step::InASet(node) => all_at_once(page, node, shared),
        Step::Flush | Step::Wait | Step::Sleep(_) => {}
    }
}

/// Runs all steps without waiting. It can fail only by a panic.
fn all_at_once(page: &mut Response<Streaming>, node: Node, shared: &Shared) {
    for step in node.steps {
        do_at_once(page, step, shared);
    }
    if node.end != End::Returns {
        resume_unwind(Box::new("panicked"));
    }
}

fn recover<E>(node: Node, shared: Shared) -> impl FnOnce(E, &mut Response<Streaming>) {
    move |_, page| all_at_once(page, node, &shared)
}

impl Run {
    fn write_to(self, page: &mut Response<Streaming>) -> &mut Response<Streaming> {
        let bytes = vec![self.letter; self.many];
        match self.held_in {
            Held::Borrowed => page.write(&bytes[..]),
            Held::Bytes => page.write(Bytes::from(bytes)),
            Held::Vec => page.write(bytes),
        }
    }
}

async fn wait() {
    let mut has_waited = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut has_waited, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
