//! Pages with a number of Suspense boundaries, each of which waits once.

use bytes::Bytes;
use headfirst::{Body, Head, Response, Streaming};

use crate::streams::{Wait, run};
use crate::{Contender, Work, once};

pub static WORK: Work = Work { what: "boundaries", contenders, compare };

const CONTENT: &str = "<li>A hundred of those pears</li>";

fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("boundaries", "which follow the page", |boundaries| {
            once(move || run(followed, boundaries, &mut |_| ()))
        }),
        Contender::new("parts", "which stand where they were opened", |parts| {
            once(move || run(inside, parts, &mut |_| ()))
        }),
    ]
}

fn followed(boundaries: usize) -> Body {
    let mut res = Response::<Head>::new();
    let html = res.set_html();
    let render = move |mut page: Response<Streaming>| async move {
        for _ in 0..boundaries {
            page.boundary(&html, "...", |mut part| async move {
                Wait::default().await;
                part.write(CONTENT);
            });
        }
    };
    res.stream(render).into_body()
}

fn inside(parts: usize) -> Body {
    let render = move |mut page: Response<Streaming>| async move {
        for _ in 0..parts {
            page.part(|mut part| async move {
                Wait::default().await;
                part.write(CONTENT);
            });
        }
    };
    Response::<Head>::new().stream(render).into_body()
}

fn compare(size: usize) {
    for make in [followed, inside] {
        let mut sent = Vec::new();
        run(make, size, &mut |frame: Bytes| sent.extend_from_slice(&frame));
        let contents = memchr::memmem::find_iter(&sent, CONTENT).count();
        assert_eq!(contents, size);
    }
}
