//! A random page is sent as written, or is cut and ends with an error.

mod oracle;
mod program;
mod random;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::Poll;
use std::time::Duration;

use futures_util::future::BoxFuture;
use headfirst::Body;
use http_body::Body as _;
use oracle::{BEGINS, ENDS};
use program::{Node, Shared};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use support::at_head;
use support::marks::{Piece, pieces};
use tokio::runtime::{Builder, Runtime};
use tokio::time::{sleep, timeout};

/// How a body is read.
#[derive(Clone, Copy, Debug)]
struct Reading {
    /// Several tasks, which pass the body to each other.
    is_handed_over: bool,
    /// The body is dropped after this many frames.
    frames: usize,
}

fn reading() -> impl Strategy<Value = Reading> {
    let frames = prop_oneof![9 => Just(usize::MAX), 1 => 0..6_usize];
    (any::<bool>(), frames).prop_map(|(is_handed_over, frames)| Reading { is_handed_over, frames })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Complete,
    Failed,
    /// The body was dropped before its end.
    Dropped,
}

/// The result of reading a body.
struct Read {
    body: Body,
    bytes: Vec<u8>,
    frames: usize,
    polls: usize,
    end: Option<End>,
}

/// Reads a body to its end, in this task and in others.
fn read(mut read: Read, reading: Reading) -> BoxFuture<'static, Read> {
    Box::pin(async move {
        let mut waits = 0;
        poll_fn(|cx| {
            while read.end.is_none() {
                if read.frames == reading.frames {
                    read.end = Some(End::Dropped);
                    break;
                }
                read.polls += 1;
                match Pin::new(&mut read.body).poll_frame(cx) {
                    Poll::Ready(Some(Ok(frame))) => {
                        let bytes = frame.into_data().unwrap();
                        assert!(!bytes.is_empty(), "a frame without bytes");
                        read.bytes.extend_from_slice(&bytes);
                        read.frames += 1;
                        if reading.is_handed_over && read.frames % 3 == 0 {
                            break;
                        }
                    }
                    Poll::Ready(Some(Err(_))) => read.end = Some(End::Failed),
                    Poll::Ready(None) => read.end = Some(End::Complete),
                    Poll::Pending => {
                        waits += 1;
                        if reading.is_handed_over && waits == 2 {
                            break;
                        }
                        return Poll::Pending;
                    }
                }
            }
            Poll::Ready(())
        })
        .await;
        match read.end {
            Some(_) => read,
            None => tokio::spawn(self::read(read, reading)).await.unwrap(),
        }
    })
}

/// There are several threads, so that a writer in another task writes concurrently.
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap());

async fn check(program: Node, reading: Reading) {
    let mut res = at_head();
    let html = res.set_html();
    let polls = Arc::new(AtomicUsize::new(0));
    let shared = Shared { html, polls: Arc::clone(&polls) };
    let node = program.clone();
    let body = res.stream(move |page| program::rendered(page, node, shared)).into_body();

    let whole = Read { body, bytes: Vec::new(), frames: 0, polls: 0, end: None };
    // Runs in a task of its own. A timeout polls its future once more when it ends, which would hide a
    // lost wake-up.
    let task = tokio::spawn(read(whole, reading));
    let whole = timeout(Duration::from_secs(10), task).await.expect("the body hangs").unwrap();
    let end = whole.end.unwrap();
    assert!(end == End::Dropped || whole.body.is_end_stream(), "more may come after the end");
    drop(whole.body);

    // A spawned task may end later than the body.
    for _ in 0..2_000 {
        if Arc::strong_count(&polls) == 1 {
            break;
        }
        sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(Arc::strong_count(&polls), 1, "render functions are alive");
    let bound = 20 + 20 * program.size() + 4 * whole.frames;
    assert!(whole.polls <= bound, "{} polls of the body, {bound} allowed", whole.polls);
    let polls = polls.load(Ordering::Relaxed);
    assert!(polls <= bound, "{polls} polls of render functions, {bound} allowed");

    compare(&program, std::str::from_utf8(&whole.bytes).unwrap(), end);
}

/// Compares the sent bytes with those that the program may send.
fn compare(program: &Node, text: &str, end: End) {
    let fate = oracle::fate(program);
    assert!(end != End::Complete || !fate.must, "a failure is not reported");
    assert!(end != End::Failed || fate.may, "nothing has failed");
    let is_complete = end == End::Complete;

    let Shown { page, moved, is_inside } = shown(text);
    let (is_whole, is_cut_whole, is_beginning) = oracle::page(program, &page);
    let shows = match end {
        End::Complete => is_whole,
        _ if !moved.is_empty() => is_whole || is_cut_whole,
        // Without parts, all bytes before the failure are sent.
        End::Failed if program.steps.iter().all(|step| step.nodes().next().is_none()) => {
            is_cut_whole
        }
        _ => is_whole || is_cut_whole || is_beginning,
    };
    assert!(shows, "{end:?} after {}", short(&page));

    let boundaries = oracle::boundaries(program);
    let mut slots = slots(&page);
    for (at, (number, content)) in moved.iter().enumerate() {
        assert!(slots.remove(number), "{number} is moved, but has no placeholder");
        let is_cut = at + 1 == moved.len() && is_inside;
        assert!(!is_cut || !is_complete, "{number} has no end");
        let boundary = &boundaries[number];
        assert!(boundary.shows(content, is_cut), "{number} shows {}", short(content));
        slots.append(&mut self::slots(content));
    }
    for number in slots {
        let may_stay = !is_complete || boundaries[&number].may_stay;
        assert!(may_stay, "the fallback of {number} stays");
    }
}

/// A page without ids.
struct Shown {
    page: Vec<u8>,
    /// The contents that follow the page, each with the number of its boundary.
    moved: Vec<(usize, Vec<u8>)>,
    /// Whether the text ends inside the last of these.
    is_inside: bool,
}

fn shown(text: &str) -> Shown {
    let mut shown = Shown { page: Vec::new(), moved: Vec::new(), is_inside: false };
    let mut numbers = BTreeMap::new();
    let mut begun = None;
    for piece in pieces(text) {
        let was_moved = !shown.moved.is_empty();
        let into = match shown.moved.last_mut() {
            Some((_, content)) if shown.is_inside => content,
            _ => &mut shown.page,
        };
        match piece {
            Piece::MovedBegins(id) => {
                assert!(!shown.is_inside, "moved content in moved content");
                shown.is_inside = true;
                shown.moved.push((numbers[id], Vec::new()));
                continue;
            }
            Piece::MovedEnds => {
                assert!(shown.is_inside, "an end mark without a start");
                shown.is_inside = false;
                continue;
            }
            _ => assert!(!was_moved || shown.is_inside, "a text between moved contents"),
        }
        match piece {
            Piece::SlotBegins(id) => {
                begun = Some(id);
                into.push(BEGINS);
            }
            Piece::SlotEnds(id) => {
                assert_eq!(begun.take(), Some(id));
                into.push(ENDS);
            }
            Piece::Text(text) => {
                if let Some(id) = begun {
                    let number = text.strip_prefix('(').and_then(|text| text.split_once(')'));
                    if let Some((number, _)) = number {
                        numbers.insert(id, number.parse().unwrap());
                    }
                }
                into.extend_from_slice(text.as_bytes());
            }
            Piece::MovedBegins(_) | Piece::MovedEnds => {}
        }
    }
    shown
}

/// Returns the numbers of the placeholders in a text.
fn slots(text: &[u8]) -> BTreeSet<usize> {
    let ends = text.split(|byte| *byte == ENDS);
    let texts = ends.filter_map(|text| text.rsplit(|byte| *byte == BEGINS).next());
    let numbers = texts.filter_map(|text| std::str::from_utf8(text).ok()?.strip_prefix('('));
    numbers.filter_map(|text| text.strip_suffix(')')?.parse().ok()).collect()
}

/// Shortens each run of a letter to the letter and its length.
fn short(text: &[u8]) -> String {
    let runs = text.chunk_by(|one, next| one == next);
    let shown = |run: &[u8]| match run.len() {
        1..4 => String::from_utf8_lossy(run).into_owned(),
        many => format!("{}*{many} ", char::from(run[0])),
    };
    runs.map(shown).collect::<String>().escape_debug().collect()
}

fn config() -> ProptestConfig {
    let mut config = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 64;
    }
    ProptestConfig {
        // A hanging case is shrunk only briefly.
        max_shrink_time: 60_000,
        failure_persistence: None,
        ..config
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_random_page_is_sent_as_written(program in random::page(), reading in reading()) {
        RUNTIME.block_on(check(program, reading));
    }
}
