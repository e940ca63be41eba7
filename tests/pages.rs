//! Whatever a render does, its page comes out as it was written.

use std::future::poll_fn;
use std::sync::LazyLock;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use headfirst::body::Disconnected;
use headfirst::{Head, Response, Streaming};
use http_body_util::BodyExt;
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

/// What a render does next.
#[derive(Clone, Debug)]
enum Step {
    Write {
        octets: Octets,
        is_awaited: bool,
    },
    Flush,
    /// Waits, and is woken at once.
    Wait,
    Part(Vec<Self>),
    /// Does these in another task, and goes on when they are done.
    Elsewhere(Vec<Self>),
    /// Does these with another waker than that of the body.
    InASet(Vec<Self>),
}

/// So many of this letter.
#[derive(Clone, Debug)]
struct Octets {
    letter: u8,
    many: usize,
    are: Are,
}

#[derive(Clone, Copy, Debug)]
enum Are {
    Borrowed,
    Bytes,
    Vec,
}

impl Octets {
    fn write_to(self, page: &mut Response<Streaming>) -> &mut Response<Streaming> {
        let octets = vec![self.letter; self.many];
        match self.are {
            Are::Borrowed => page.write(&octets[..]),
            Are::Bytes => page.write(Bytes::from(octets)),
            Are::Vec => page.write(octets),
        }
    }
}

type Rendered<T> = BoxFuture<'static, Result<T, Disconnected>>;

fn render(mut page: Response<Streaming>, steps: Vec<Step>) -> Rendered<Response<Streaming>> {
    Box::pin(async move {
        for step in steps {
            match step {
                Step::Write { octets, is_awaited: false } => _ = octets.write_to(&mut page),
                Step::Write { octets, is_awaited: true } => octets.write_to(&mut page).await?,
                Step::Flush => page.flush().await?,
                Step::Wait => wait().await,
                Step::Part(steps) => _ = page.part(|part| rendered(part, steps)),
                Step::Elsewhere(steps) => {
                    page = tokio::spawn(render(page, steps)).await.unwrap()?
                }
                Step::InASet(steps) => {
                    let mut set = FuturesUnordered::from_iter([render(page, steps)]);
                    page = set.next().await.unwrap()?;
                }
            }
        }
        Ok(page)
    })
}

fn rendered(page: Response<Streaming>, steps: Vec<Step>) -> Rendered<()> {
    Box::pin(async move { render(page, steps).await.map(drop) })
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

/// What they write.
fn written(steps: &[Step]) -> Vec<u8> {
    let of = |step: &Step| match step {
        Step::Write { octets, .. } => vec![octets.letter; octets.many],
        Step::Flush | Step::Wait => Vec::new(),
        Step::Part(steps) | Step::Elsewhere(steps) | Step::InASet(steps) => written(steps),
    };
    steps.iter().map(of).collect::<Vec<_>>().concat()
}

/// Few octets, and about as many as decide on their way: whether they are passed on, whether they
/// make a frame, and whether there is room for more.
fn octets() -> impl Strategy<Value = Octets> {
    let many = prop_oneof![
        4 => 0..40_usize,
        2 => 1_000..1_050_usize,
        1 => 4_000..4_200_usize,
        1 => 16_350..16_420_usize,
        1 => 65_500..65_600_usize,
    ];
    let are = prop_oneof![Just(Are::Borrowed), Just(Are::Bytes), Just(Are::Vec)];
    (b'a'..=b'z', many, are).prop_map(|(letter, many, are)| Octets { letter, many, are })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let write = (octets(), any::<bool>())
        .prop_map(|(octets, is_awaited)| Step::Write { octets, is_awaited });
    let step = prop_oneof![8 => write, 1 => Just(Step::Flush), 1 => Just(Step::Wait)];
    let step = step.prop_recursive(3, 60, 20, |step| {
        let nested = || vec(step.clone(), 0..20);
        prop_oneof![
            6 => step.clone(),
            2 => nested().prop_map(Step::Part),
            1 => nested().prop_map(Step::Elsewhere),
            1 => nested().prop_map(Step::InASet),
        ]
    });
    vec(step, 0..30)
}

/// Several threads, so that who writes elsewhere does so meanwhile.
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap());

/// What hangs is not made small for long.
fn config() -> ProptestConfig {
    ProptestConfig { max_shrink_time: 30_000, failure_persistence: None, ..Default::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_page_comes_out_as_it_was_written(steps in steps()) {
        let wanted = written(&steps);
        let response = Response::<Head>::new().stream(|page| rendered(page, steps));
        let sent = RUNTIME.block_on(async {
            timeout(Duration::from_secs(10), response.into_body().collect()).await
        });
        let sent = sent.expect("the page ends").unwrap().to_bytes();
        assert_eq!(sent.len(), wanted.len());
        assert!(sent == wanted, "something else was sent");
    }
}
