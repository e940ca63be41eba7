//! Parts and boundaries: in which order their content comes, and how they end.

mod support;

use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use headfirst::body::RenderError;
use headfirst::html::{InvalidNonce, Nonce};
use headfirst::{Body, Html, Response, Streaming};
use http_body::Body as _;
use http_body_util::BodyExt;
use support::{at_head, cookie};
use tokio::sync::oneshot;

/// The body of a page that can open boundaries.
fn page<F>(render: impl FnOnce(Response<Streaming>, Html) -> F + Send + 'static) -> Body
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut res = at_head();
    let html = res.html();
    res.stream(move |page| render(page, html)).into_body()
}

/// What is ready, as text without the ids, which are random; `None` where the body has ended.
fn ready(body: &mut Body) -> Result<Option<String>, RenderError> {
    let mut text = Vec::new();
    loop {
        match Pin::new(&mut *body).poll_frame(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Some(Ok(frame))) => text.extend_from_slice(&frame.into_data().unwrap()),
            Poll::Ready(Some(Err(error))) => return Err(error),
            Poll::Ready(None) if text.is_empty() => return Ok(None),
            Poll::Pending | Poll::Ready(None) => return Ok(Some(plain(&text))),
        }
    }
}

/// `<slot>` for the opening of a place, `</slot>` for its end, `<moved>` round what is put there.
fn plain(text: &[u8]) -> String {
    let text = String::from_utf8(text.to_vec()).unwrap();
    let mut shown = String::new();
    let mut rest = text.as_str();
    let marks = [
        ("<template id=\"hf", "</template>", "<slot>"),
        ("<!--hf", "-->", "</slot>"),
        ("</template><script>", "</script>", "</moved>"),
        ("<template>", "", "<moved>"),
    ];
    while !rest.is_empty() {
        match marks.iter().find(|mark| rest.starts_with(mark.0)) {
            Some((start, end, name)) => {
                shown += name;
                let after = &rest[start.len()..];
                rest = &after[after.find(end).unwrap() + end.len()..];
            }
            None => {
                let at = rest.char_indices().nth(1).map_or(rest.len(), |next| next.0);
                shown += &rest[..at];
                rest = &rest[at..];
            }
        }
    }
    shown
}

/// A gate for each of these, and who opens them.
fn gates<const N: usize>() -> ([oneshot::Sender<()>; N], [Gate; N]) {
    let both: [_; N] = std::array::from_fn(|_| oneshot::channel());
    let (senders, receivers): (Vec<_>, Vec<_>) = both.into_iter().unzip();
    let receivers: Vec<_> = receivers.into_iter().map(Gate).collect();
    (senders.try_into().unwrap(), receivers.try_into().ok().unwrap())
}

struct Gate(oneshot::Receiver<()>);

impl Gate {
    async fn pass(self) {
        self.0.await.unwrap();
    }
}

#[test]
fn parts_stand_where_they_were_opened_whichever_is_first() {
    let ([open_a, open_b], [a, b]) = gates();
    let mut body = page(|mut page, _| async move {
        page.write("1 ");
        page.part(|mut part| async move {
            part.write("a ");
            a.pass().await;
            part.write("A ");
        });
        page.write("2 ").part(|mut part| async move {
            part.write("b ");
            b.pass().await;
            part.write("B ");
        });
        page.write("3");
    });
    assert_eq!(ready(&mut body).unwrap().unwrap(), "1 a ", "its beginning needs no waiting");
    open_b.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "");
    open_a.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "A 2 b B 3");
    assert!(body.is_end_stream() && ready(&mut body).unwrap().is_none());
}

#[test]
fn a_page_goes_on_while_its_part_waits() {
    let ([open_part, open_page], [part_gate, page_gate]) = gates();
    let mut body = page(|mut page, _| async move {
        page.part(|mut part| async move {
            part_gate.pass().await;
            part.write("part ");
        });
        page.write("before ");
        page_gate.pass().await;
        page.write("after");
    });
    assert_eq!(ready(&mut body).unwrap().unwrap(), "");
    open_page.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "");
    open_part.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "part before after");
    assert!(ready(&mut body).unwrap().is_none());
}

#[test]
fn a_boundary_shows_its_fallback_and_follows_when_it_is_complete() {
    let ([open_a, open_b, open_page], [a, b, page_gate]) = gates();
    let mut body = page(|mut page, html| async move {
        page.write("1 ").boundary(&html, "wait a", |mut part| async move {
            part.write("a");
            a.pass().await;
            part.write("A");
        });
        page.write(" 2 ").boundary(&html, String::from("wait b"), |mut part| async move {
            b.pass().await;
            part.write("B");
        });
        page_gate.pass().await;
        page.write(" 3 ");
    });
    let first = "1 <slot>wait a</slot> 2 <slot>wait b</slot>";
    assert_eq!(ready(&mut body).unwrap().unwrap(), first);
    open_b.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "", "the page may be in the middle of a tag");
    open_page.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), " 3 <moved>B</moved>");
    open_a.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "<moved>aA</moved>");
    assert!(ready(&mut body).unwrap().is_none());
}

#[test]
fn boundaries_nest_and_a_place_comes_before_its_content() {
    let ([open_outer, open_inner], [outer, inner]) = gates();
    let mut body = page(|mut page, html| async move {
        page.boundary(&html.clone(), "outer?", move |mut part| async move {
            part.boundary(&html.clone(), "inner?", move |mut part| async move {
                part.write("inner ").boundary(&html, "innermost?", async |mut part| {
                    part.write("innermost");
                });
                inner.pass().await;
                part.write("!");
            });
            part.part(async |mut part| {
                part.write(" part ");
            });
            outer.pass().await;
            part.write("outer!");
        });
    });
    assert_eq!(ready(&mut body).unwrap().unwrap(), "<slot>outer?</slot>");
    open_inner.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "", "there is no place for it yet");
    open_outer.send(()).unwrap();
    let rest = "<moved><slot>inner?</slot> part outer!</moved>\
                <moved>inner <slot>innermost?</slot>!</moved><moved>innermost</moved>";
    assert_eq!(ready(&mut body).unwrap().unwrap(), rest);
    assert!(ready(&mut body).unwrap().is_none());
}

#[test]
fn what_a_part_in_order_leaves_open_follows_the_page() {
    let ([open], [gate]) = gates();
    let mut body = page(|mut page, html| async move {
        page.part(move |mut part| async move {
            part.write("a ").boundary(&html, "?", move |mut part| async move {
                gate.pass().await;
                part.write("late");
            });
            part.write(" b ");
        });
        page.write("c");
    });
    assert_eq!(ready(&mut body).unwrap().unwrap(), "a <slot>?</slot> b c");
    open.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "<moved>late</moved>");
    assert!(ready(&mut body).unwrap().is_none());
}

/// Counts itself while it is alive.
struct Alive(Arc<AtomicUsize>);

impl Alive {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[test]
fn one_that_never_ends_delays_no_other_and_all_are_dropped_with_the_body() {
    let alive = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&alive);
    let mut body = page(|mut page, html| async move {
        for number in 0..10 {
            let alive = Alive::new(&count);
            page.boundary(&html, "", move |mut part| async move {
                if number % 2 == 0 {
                    std::future::pending::<()>().await;
                }
                part.write(number.to_string());
                drop(alive);
            });
        }
    });
    let shown = ready(&mut body).unwrap().unwrap();
    let moved: String = [1, 3, 5, 7, 9].map(|n| format!("<moved>{n}</moved>")).concat();
    assert_eq!(shown, "<slot></slot>".repeat(10) + &moved);
    assert_eq!(alive.load(Ordering::Relaxed), 5);
    drop(body);
    assert_eq!(alive.load(Ordering::Relaxed), 0);
}

#[test]
fn an_error_or_a_panic_is_that_of_the_boundary_or_of_the_body() {
    let fails = async |mut part: Response<Streaming>| {
        part.write("half");
        Err::<(), _>(Box::<dyn std::error::Error + Send + Sync>::from("no orders"))
    };
    let panics = async |mut part: Response<Streaming>| {
        part.write("half");
        if part.method() == "GET" {
            panic!("no luck");
        }
    };
    let sorry = |error: RenderError, part: &mut Response<Streaming>| {
        let why = std::error::Error::source(&error).map_or(error.to_string(), ToString::to_string);
        part.write(if error.is_panic() { "panic: " } else { "error: " }).write(why);
    };
    let mut body = page(move |mut page, html| async move {
        page.boundary_or(&html, "?", fails, sorry).boundary_or(&html, "?", panics, sorry);
        page.part_or(fails, sorry).write(" ").part_or(panics, sorry).write(" the end");
    });
    let slots = "<slot>?</slot><slot>?</slot>";
    let here = "halferror: no orders halfpanic: the render panicked: no luck the end";
    let moved = "<moved>error: no orders</moved>\
                 <moved>panic: the render panicked: no luck</moved>";
    assert_eq!(all(&mut body).unwrap(), [slots, here, moved].concat());

    let mut body = page(move |mut page, html| async move {
        page.write("page").boundary(&html, "?", fails);
    });
    assert!(!all(&mut body).unwrap_err().is_panic());
    let mut body = page(move |mut page, _| async move {
        page.write("page").part(panics);
    });
    assert!(all(&mut body).unwrap_err().is_panic());
    assert!(ready(&mut body).unwrap().is_none(), "nothing comes after an error");

    // What is rendered instead can fail as well.
    let mut body = page(move |mut page, html| async move {
        page.boundary_or(&html, "?", fails, |_, _| panic!("no luck at all"));
    });
    assert!(all(&mut body).unwrap_err().is_panic());

    // An error inside is one of the boundary around it.
    let mut body = page(move |mut page, html| async move {
        page.boundary_or(
            &html.clone(),
            "?",
            move |mut part| async move {
                part.write("outer").boundary(&html, "?", fails);
                std::future::pending::<()>().await;
            },
            sorry,
        );
    });
    let expected = "<slot>?</slot><moved>error: no orders</moved>";
    assert_eq!(all(&mut body).unwrap(), expected);
}

/// Everything that comes, polled on as long as something wakes.
fn all(body: &mut Body) -> Result<String, RenderError> {
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

/// A future that counts how often any of its kind is polled, and is ready the second time.
struct Twice(Arc<AtomicUsize>, bool);

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

#[test]
fn ten_thousand_boundaries_are_polled_when_they_are_woken_and_at_no_other_time() {
    const MANY: usize = 10_000;
    let run = |many: usize| {
        let polls = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&polls);
        let measured = allocation_counter::measure(|| {
            let mut body = page(move |mut page, html| async move {
                for number in 0..many {
                    let twice = Twice(Arc::clone(&count), false);
                    page.boundary(&html, "?", move |mut part| async move {
                        twice.await;
                        part.write(number.to_string());
                    });
                }
            });
            let text = all(&mut body).unwrap();
            assert!(text.ends_with(&format!("<moved>{}</moved>", many - 1)));
        });
        assert_eq!(polls.load(Ordering::Relaxed), 2 * many);
        measured
    };
    let (few, many) = (run(MANY / 10), run(MANY));
    assert!(many.count_total < 11 * few.count_total, "{few:?} {many:?}");
    assert!(many.bytes_max < 11 * few.bytes_max, "{few:?} {many:?}");
}

#[test]
fn a_part_that_awaits_its_writes_is_rendered_ahead_by_a_frame() {
    let ([open], [gate]) = gates();
    let written = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&written);
    let mut body = page(|mut page, _| async move {
        page.part(move |_part| gate.pass());
        page.part(move |mut part| async move {
            for _ in 0..1000 {
                part.write([b'x'; 1000].as_slice()).await.unwrap();
                count.fetch_add(1000, Ordering::Relaxed);
            }
        });
        for _ in 0..1000 {
            page.write([b'y'; 1000].as_slice()).await.unwrap();
        }
    });
    for _ in 0..100 {
        assert_eq!(ready(&mut body).unwrap().unwrap(), "");
    }
    let ahead = written.load(Ordering::Relaxed);
    assert!((1000..64_000).contains(&ahead), "{ahead}");
    open.send(()).unwrap();
    let text = all(&mut body).unwrap();
    assert_eq!(text, "x".repeat(1_000_000) + &"y".repeat(1_000_000));
}

#[test]
fn a_part_can_be_opened_by_a_page_that_was_moved_to_another_thread() {
    let mut body = page(|mut page, html| async move {
        page.write("a ");
        let thread = std::thread::spawn(move || {
            page.write("b ").part(async |mut part| {
                part.write("part ");
            });
            page.write("c ").boundary(&html, "?", async |mut part| {
                part.write("late");
            });
        });
        thread.join().unwrap();
    });
    let expected = "a b part c <slot>?</slot><moved>late</moved>";
    assert_eq!(all(&mut body).unwrap(), expected);
}

#[test]
fn a_part_reads_the_cookies_that_were_sent_and_nobody_can_name_its_place() {
    let ids = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..2 {
        let mut res = at_head().with_cookie(cookie("token", "t2")).unwrap();
        let html = res.html().with_nonce(Nonce::try_from("cmFuZG9t").unwrap());
        let response = res.stream(move |mut page| async move {
            for _ in 0..2 {
                page.boundary(&html, "?", async |mut part| {
                    let token = part.cookies().get("token").unwrap_or_default().to_owned();
                    part.write(token);
                });
            }
        });
        assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let text = runtime.block_on(response.into_body().collect()).unwrap().to_bytes();
        let text = String::from_utf8(text.to_vec()).unwrap();
        assert_eq!(text.matches("<template>t2</template><script nonce=\"cmFuZG9t\">").count(), 2);
        let found = text.split("<template id=\"").skip(1);
        ids.lock().unwrap().extend(found.map(|at| at.split('"').next().unwrap().to_owned()));
    }
    let mut ids = ids.lock().unwrap().clone();
    assert!(ids.iter().all(|id| id.len() > 32), "{ids:?}");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4);
    for text in ["", "=", "a b", "a\"b", "a'b", "a>b", "a===", "\u{e9}", "a=b"] {
        assert_eq!(Nonce::try_from(text), Err(InvalidNonce), "{text}");
    }
}

#[test]
fn what_comes_late_is_markup() {
    let mut body = page(|mut page, html| async move {
        page.late_redirect(&html, "/login?a=1&b=\"<x>\"").late_not_found(&html);
    });
    let expected = "<meta http-equiv=\"refresh\" content=\"0;url=/login?a=1&amp;b=&quot;&lt;x>&quot;\">\
                    <meta name=\"robots\" content=\"noindex\">";
    assert_eq!(ready(&mut body).unwrap().unwrap(), expected);
}

#[test]
fn the_same_page_has_the_same_bytes() {
    let render = || {
        let mut body = page(|mut page, html| async move {
            for number in 0..20_usize {
                let polls = Arc::new(AtomicUsize::new(0));
                page.boundary(&html, "?", move |mut part| async move {
                    for _ in 0..number % 3 {
                        Twice(Arc::clone(&polls), false).await;
                    }
                    part.write(number.to_string());
                });
            }
        });
        all(&mut body).unwrap()
    };
    let first = render();
    assert!((0..5).all(|_| render() == first));
    assert_eq!(first.matches("<moved>").count(), 20);
}

/// The page is dropped in each state that it can be in, and so are its parts.
#[test]
fn a_body_can_be_dropped_after_any_poll() {
    for polls in 0..20 {
        let alive = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&alive);
        let mut body = page(move |mut page, html| async move {
            for number in 0..3 {
                let guard = Alive::new(&count);
                let (count, inner) = (Arc::clone(&count), html.clone());
                page.boundary(&html, "?", move |mut part| async move {
                    let inside = Alive::new(&count);
                    part.boundary(&inner, "?", async move |mut part| {
                        Twice(Arc::default(), false).await;
                        part.write("inside");
                        drop(inside);
                    });
                    Twice(Arc::default(), false).await;
                    part.write(number.to_string());
                    drop(guard);
                });
                page.write("x").flush().await.unwrap();
            }
        });
        let mut pinned = pin!(&mut body);
        for _ in 0..polls {
            let _ = pinned.as_mut().poll_frame(&mut Context::from_waker(Waker::noop()));
        }
        drop(body);
        assert_eq!(alive.load(Ordering::Relaxed), 0, "after {polls}");
    }
}

fn nested(mut page: Response<Streaming>, depth: usize) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async move {
        page.write(".");
        if depth > 0 {
            page.part_or(
                move |part| nested(part, depth - 1),
                |error, place| {
                    place.write(error.to_string());
                },
            );
        }
    })
}

/// How deep comments answer each other is up to those who write them.
#[test]
fn parts_that_nest_too_deep_are_an_error_and_no_overflow() {
    let run = |depth| all(&mut page(move |page, _| nested(page, depth))).unwrap();
    assert_eq!(run(100), ".".repeat(101));
    assert_eq!(run(10_000), ".".repeat(101) + "parts nest more than 100 deep");
}

/// A page, or a part of it, that something before it waits for, goes on whatever it has written.
#[tokio::test]
async fn nothing_waits_for_what_waits_for_it() {
    let soon = || tokio::time::sleep(std::time::Duration::from_millis(20));
    let pages: [Render; 6] = [
        |mut page, _, open, gate| {
            Box::pin(async move {
                page.part(|mut part| async move {
                    gate.pass().await;
                    part.write("part ");
                });
                page.write("x".repeat(20_000));
                tokio::task::yield_now().await;
                open.send(()).unwrap();
            })
        },
        |mut page, _, open, gate| {
            Box::pin(async move {
                page.part(|mut part| async move {
                    gate.pass().await;
                    part.write("part ");
                });
                page.part(|mut part| async move {
                    part.write("x".repeat(20_000));
                    tokio::task::yield_now().await;
                    open.send(()).unwrap();
                });
            })
        },
        |mut page, html, open, gate| {
            Box::pin(async move {
                page.part(|mut part| async move {
                    gate.pass().await;
                    part.write("part ");
                });
                page.part(|mut part| async move {
                    part.write("x".repeat(20_000)).boundary(&html, "?", |_part| async move {
                        open.send(()).unwrap();
                    });
                });
            })
        },
        // In a task, which is not polled by the page.
        |mut page, _, open, gate| {
            Box::pin(async move {
                page.part(|mut part| async move {
                    gate.pass().await;
                    part.write("part ");
                });
                let task = tokio::spawn(async move {
                    page.write("x").await.unwrap();
                    open.send(()).unwrap();
                });
                task.await.unwrap();
            })
        },
        // In a set of futures that polls those only that were woken.
        |mut page, _, open, gate| {
            Box::pin(async move {
                page.part(|mut part| async move {
                    gate.pass().await;
                    tokio::task::yield_now().await;
                    part.write("part ");
                });
                page.write("x");
                let mut set = futures_util::stream::FuturesUnordered::new();
                set.push(async { page.flush().await.unwrap() });
                open.send(()).unwrap();
                while futures_util::StreamExt::next(&mut set).await.is_some() {}
            })
        },
        // By a part that has the page itself.
        |mut page, _, open, gate| {
            Box::pin(async move {
                let (give, take) = oneshot::channel::<Response<Streaming>>();
                page.write("a ").part(|mut part| async move {
                    part.write("part ");
                    let mut page = take.await.unwrap();
                    page.write("x").await.unwrap();
                    gate.pass().await;
                });
                open.send(()).unwrap();
                assert!(give.send(page).is_ok());
            })
        },
    ];
    for (number, render) in pages.into_iter().enumerate() {
        let ([open], [gate]) = gates();
        let body = page(move |page, html| render(page, html, open, gate));
        let text = tokio::time::timeout(std::time::Duration::from_secs(10), body.collect()).await;
        let text = text.unwrap_or_else(|_| panic!("{number} hangs")).unwrap().to_bytes();
        let text = String::from_utf8(text.to_vec()).unwrap();
        assert!(text.find("part ").unwrap() < text.find('x').unwrap(), "{number}: {text}");
    }

    // A deadline of the page counts, whatever it is that does not come.
    for octets in [10, 20_000] {
        let render = at_head().stream(async move |mut page| {
            page.part(|_part| std::future::pending::<()>()).write("x".repeat(octets));
            soon().await;
            Err::<(), _>(Box::<dyn std::error::Error + Send + Sync>::from("too late"))
        });
        let end =
            tokio::time::timeout(std::time::Duration::from_secs(10), render.into_body().collect());
        assert!(end.await.expect("the end of a page that has failed").is_err());
    }
}

type Render = fn(Response<Streaming>, Html, oneshot::Sender<()>, Gate) -> Pin<Box<Done>>;
type Done = dyn Future<Output = ()> + Send;
