//! Attacks on the types: the page names the cases that exist, and attacks that compile change nothing.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex};

use headfirst::{CanSetHeaders, CanStart, Head, Response, SetCookie, Streaming, trailer_name};
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use http_body_util::BodyExt;

use crate::support::{at_head, at_streaming, cookie, set_cookies};

const PAGE: &str = include_str!("../../docs/attacks.md");

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Returns the page without its line breaks.
fn unwrapped() -> String {
    PAGE.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the `area/name` and the error code of each case that the page names.
fn named() -> Vec<(String, String)> {
    let page = unwrapped();
    let mut named = Vec::new();
    for (at, _) in page.match_indices("` (") {
        let name = page[..at].rsplit('`').next().unwrap();
        let code = match page[at + 3..].split(')').next().unwrap() {
            "an error without a code" => "error",
            code => code,
        };
        let place = if name.contains('/') { name.to_owned() } else { format!("seal/{name}") };
        named.push((place, code.to_owned()));
    }
    named
}

#[test]
fn each_case_named_on_the_page_has_that_error_code() {
    let named = named();
    assert!(!named.is_empty());
    for (place, code) in named {
        let case = read(&format!("ui-tests/fail/{place}.rs"));
        assert!(case.contains(&format!("//~ {code}\n")), "{place}: {code}");
    }
}

#[test]
fn each_case_of_the_seal_is_on_the_page() {
    let named: BTreeSet<_> = named().into_iter().map(|(place, _)| place).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui-tests/fail/seal");
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let place = format!("seal/{}", path.file_stem().unwrap().to_str().unwrap());
        assert!(named.contains(&place), "{place}");
    }
}

#[test]
fn each_test_named_on_the_page_exists() {
    let tests = [include_str!("attacks.rs"), include_str!("transitions.rs")].concat();
    let page = unwrapped();
    let names: Vec<_> = page.split("he test `").skip(1).collect();
    assert!(!names.is_empty());
    for name in names {
        let name = name.split('`').next().unwrap();
        assert!(tests.contains(&format!("fn {name}()")), "{name}");
    }
}

#[tokio::test]
async fn a_cell_is_empty_after_its_head_was_sent() {
    let cell = Arc::new(Mutex::new(Some(at_head())));
    let shared = Arc::clone(&cell);
    let head = cell.lock().unwrap().take().unwrap();
    let response = head.stream(async move |mut page| {
        let is_empty = shared.lock().unwrap().is_none();
        page.write(if is_empty { "empty" } else { "open" }).await
    });
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "empty");
}

#[tokio::test]
async fn cookies_set_on_another_head_are_not_sent() {
    let leaked: &'static mut Response<Head> = Box::leak(Box::new(at_head()));
    let timing = leaked.declare_trailer(trailer_name!("server-timing"));
    let response = at_head().stream(async move |mut page| {
        leaked.set_cookie(cookie("token", "t2")).unwrap();
        page.send_trailer(timing, HeaderValue::from_static("db;dur=53"));
        let shown = page.cookies().get("token").unwrap_or("none").to_owned();
        page.write(shown).await
    });
    assert!(set_cookies(response.headers()).is_empty());
    let body = response.into_body().collect().await.unwrap();
    assert!(body.trailers().is_none());
    assert_eq!(body.to_bytes(), "t1", "the cookie of the request");
}

fn data<P: CanStart>() -> P::Data {
    P::data(&HeaderMap::new())
}

fn insert<P: CanSetHeaders>(data: &mut P::Data) {
    P::insert(data, SET_COOKIE, HeaderValue::from_static("token=forged"));
}

/// No function converts it to a response.
#[test]
fn the_data_of_a_phase_cannot_become_a_response() {
    let mut forged = data::<Head>();
    insert::<Head>(&mut forged);
    assert!(format!("{forged:?}").contains("token=forged"));
}

trait ByValue {
    fn set_cookie(self, token: SetCookie) -> Self;
}

impl ByValue for Response<Streaming> {
    fn set_cookie(self, _token: SetCookie) -> Self {
        self
    }
}

#[tokio::test]
async fn a_user_defined_method_does_not_open_a_closed_head() {
    let body = at_streaming(|page| async move {
        let mut page = page.set_cookie(cookie("token", "t3"));
        let shown = page.cookies().get("token").unwrap_or("none").to_owned();
        page.write(shown);
    });
    assert_eq!(body.await, "t2", "the cookies that were sent");
}

#[test]
fn a_head_survives_a_caught_panic() {
    let mut head = at_head();
    let caught = catch_unwind(AssertUnwindSafe(|| {
        head.set_cookie(cookie("token", "t2")).unwrap();
        panic!("after the cookie was set");
    }));
    assert!(caught.is_err());
    assert_eq!(set_cookies(head.send("").headers()), ["token=t2; Path=/"]);
}

#[tokio::test]
async fn swapped_pages_write_each_others_bodies() {
    let slot = Arc::new(Mutex::new(None));
    let (put, take) = (Arc::clone(&slot), slot);
    let first = at_head().stream(async move |page| *put.lock().unwrap() = Some(page));
    let second = at_head().stream(async move |mut page| {
        let mut other: Response<Streaming> = take.lock().unwrap().take().unwrap();
        std::mem::swap(&mut page, &mut other);
        page.write("by the second render");
    });
    let (first, second) = tokio::join!(first.into_body().collect(), second.into_body().collect());
    assert_eq!(first.unwrap().to_bytes(), "by the second render");
    assert!(second.unwrap().to_bytes().is_empty());
}
