//! The order and the places of content.

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use headfirst::html::{InvalidNonce, Nonce};
use http_body::Body as _;
use http_body_util::BodyExt;

use crate::support::{at_head, cookie};
use crate::{Twice, all, gates, page, ready};

#[test]
fn parts_appear_where_they_were_opened_whichever_ends_first() {
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
    assert_eq!(ready(&mut body).unwrap().unwrap(), "1 a ", "the start of the part is ready");
    open_b.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "");
    open_a.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "A 2 b B 3");
    assert!(body.is_end_stream() && ready(&mut body).unwrap().is_none());
}

/// The first part was forwarded, but is not finished.
#[test]
fn a_part_follows_a_part_whose_boundary_waits() {
    let ([open], [gate]) = gates();
    let mut body = page(|mut page, html| async move {
        page.part(move |mut part| async move {
            part.write("a ").boundary(&html, "?", move |mut late| async move {
                gate.pass().await;
                late.write("late");
            });
        });
        page.part(async |mut part| _ = part.write(" b "));
        page.write("end");
    });
    assert_eq!(ready(&mut body).unwrap().unwrap(), "a <slot>?</slot> b end");
    open.send(()).unwrap();
    assert_eq!(ready(&mut body).unwrap().unwrap(), "<moved>late</moved>");
}

#[test]
fn a_boundary_shows_its_fallback_and_is_sent_when_it_is_complete() {
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
fn boundaries_nest_and_a_placeholder_precedes_its_content() {
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
    assert_eq!(ready(&mut body).unwrap().unwrap(), "", "its placeholder is not sent yet");
    open_outer.send(()).unwrap();
    let rest = "<moved><slot>inner?</slot> part outer!</moved>\
                <moved>inner <slot>innermost?</slot>!</moved><moved>innermost</moved>";
    assert_eq!(ready(&mut body).unwrap().unwrap(), rest);
    assert!(ready(&mut body).unwrap().is_none());
}

#[test]
fn the_open_boundaries_of_an_inline_part_follow_the_page() {
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

#[test]
fn a_part_reads_the_sent_cookies_and_placeholder_ids_are_unpredictable() {
    let ids = Arc::new(Mutex::new(Vec::new()));
    for _ in 0..2 {
        let mut res = at_head().with_cookie(cookie("token", "t2")).unwrap();
        let html = res.set_html().with_nonce(Nonce::try_from("cmFuZG9t").unwrap());
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
        assert_eq!(
            text.matches(">t2<template></template></template><script nonce=\"cmFuZG9t\">").count(),
            2
        );
        let found = text.split("<hr id=\"").skip(1);
        ids.lock().unwrap().extend(found.map(|at| at.split('"').next().unwrap().to_owned()));
    }
    let mut ids = ids.lock().unwrap().clone();
    assert!(ids.iter().all(|id| id.len() > 32), "{ids:?}");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4);
    for text in ["", "=", "a b", "a\"b", "a'b", "a>b", "aaaa===", "\u{e9}", "a=b"] {
        assert_eq!(Nonce::try_from(text), Err(InvalidNonce), "{text}");
    }
}

#[test]
fn late_redirects_and_statuses_are_markup() {
    let mut body = page(|mut page, html| async move {
        page.write_meta_refresh(&html, "/login?a=1&b=\"<x>\"").write_meta_noindex(&html);
    });
    let refresh = |location: &'static str| {
        let mut body = page(async move |mut page, html| {
            page.write_meta_refresh(&html, location);
        });
        ready(&mut body).unwrap().unwrap()
    };
    for (location, sent) in [
        ("'a'", "./'a'"),
        ("\"a\"b", "./&quot;a&quot;b"),
        (" \t\n'a", "./'a"),
        ("\u{1}\"", "./&quot;"),
        ("\0/a'\0b\0", "/a'%00b"),
        ("", ""),
    ] {
        let expected = format!("<meta http-equiv=\"refresh\" content=\"0;url={sent}\">");
        assert_eq!(refresh(location), expected, "{location:?}");
    }
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
