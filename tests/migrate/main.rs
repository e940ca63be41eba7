//! The changes on the wire when a site migrates to headfirst.
//!
//! A page of `docs/migrate` shows the sites, of `guide/migrate`, and how their responses differ.
//! `TRYBUILD=overwrite` rewrites the responses on the page.

#![allow(unreachable_pub, reason = "a site has a router, as a program of its own would")]

#[path = "../../guide/migrate/axum_extra/after.rs"]
mod axum_extra_after;
#[path = "../../guide/migrate/axum_extra/before.rs"]
mod axum_extra_before;
#[path = "../../guide/migrate/next_js/after.rs"]
mod next_js_after;
#[path = "../../guide/migrate/set_cookie/after.rs"]
mod set_cookie_after;
#[path = "../../guide/migrate/set_cookie/before.rs"]
mod set_cookie_before;
#[path = "../../guide/migrate/tower_cookies/after.rs"]
mod tower_cookies_after;
#[path = "../../guide/migrate/tower_cookies/before.rs"]
mod tower_cookies_before;
#[path = "../../guide/migrate/tower_sessions/after.rs"]
mod tower_sessions_after;
#[path = "../../guide/migrate/tower_sessions/before.rs"]
mod tower_sessions_before;
mod wire;

use std::fs;
use std::path::Path;

use axum::Router;
use wire::{Answer, Request, ask, difference, serve};

/// Checks that the page shows the differences.
fn shows(page: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/migrate").join(page);
    let known = fs::read_to_string(&path).unwrap();
    let (start, rest) = known.split_once("<!-- wire -->\n").unwrap();
    let (_, end) = rest.split_once("<!-- /wire -->").unwrap();
    let shown = format!("{start}<!-- wire -->\n```diff\n{text}```\n<!-- /wire -->{end}");
    if std::env::var_os("TRYBUILD").is_some_and(|how| how == "overwrite") {
        fs::write(path, shown).unwrap();
    } else {
        assert_eq!(known, shown);
    }
}

/// Sends the requests to both sites, and returns how their responses differ.
async fn compared(before: Router, after: Router, requests: &[Request], masked: &[&str]) -> String {
    let (before, after) = (serve(before).await, serve(after).await);
    let mask = |answer: Answer| masked.iter().fold(answer, |answer, name| answer.masked(name));
    let mut texts = Vec::new();
    for request in requests {
        let (before, after) = (mask(ask(before, request).await), mask(ask(after, request).await));
        texts.push(difference(request, &before, &after));
    }
    texts.join("\n")
}

#[tokio::test]
async fn from_tower_cookies() {
    let (before, after) = (tower_cookies_before::router(), tower_cookies_after::router());
    let requests =
        ["GET /visits\ncookie: visits=2", "POST /logout\ncookie: __Host-token=t1", "GET /orders"];
    shows("tower_cookies.md", &compared(before, after, &requests, &[]).await);
}

#[tokio::test]
async fn from_axum_extra() {
    let (before, after) = (axum_extra_before::router(), axum_extra_after::router());
    let requests = ["GET /theme", "POST /login", "GET /cart"];
    shows("axum_extra.md", &compared(before, after, &requests, &["cart"]).await);
}

/// The encrypted cookies of existing clients stay readable.
#[tokio::test]
async fn axum_extra_and_headfirst_read_each_others_cookies() {
    let before = serve(axum_extra_before::router()).await;
    let after = serve(axum_extra_after::router()).await;
    for (first, second) in [(before, after), (after, before)] {
        let answer = ask(first, "GET /cart").await;
        let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap();
        let request = format!("GET /cart\ncookie: {cookie}");
        assert_eq!(ask(second, request.leak()).await.body(), "tea ");
    }
}

#[tokio::test]
async fn beside_tower_sessions() {
    let (before, after) = (tower_sessions_before::router(), tower_sessions_after::router());
    let requests = ["POST /login", "POST /pay"];
    shows("tower_sessions.md", &compared(before, after, &requests, &["id"]).await);
}

#[tokio::test]
async fn from_set_cookie_by_hand() {
    let (before, after) = (set_cookie_before::router(), set_cookie_after::router());
    let requests = [
        "GET /login",
        "GET /rename?name=Ann%3B%20Domain%3Dexample.com",
        "GET /greet\ncookie: theme=dark;name=Ann",
    ];
    shows("set_cookie.md", &compared(before, after, &requests, &[]).await);
}

/// There is no site to compare with, because its language is not Rust.
#[tokio::test]
async fn from_next_js() {
    let site = serve(next_js_after::router().unwrap()).await;
    let same_origin = "sec-fetch-site: same-origin";
    let form = "content-type: application/x-www-form-urlencoded";
    let add: &'static str = format!("POST /todos\n{same_origin}\n{form}\n\ntext=tea").leak();
    let requests = [
        "GET /account",
        "POST /login\nsec-fetch-site: cross-site",
        "POST /login\nsec-fetch-site: same-origin",
        "GET /todos",
        add,
        "GET /todos",
    ];
    let mut texts = Vec::new();
    for request in requests {
        let answer = ask(site, request).await;
        texts.push(difference(request, &answer, &answer));
    }
    shows("next_js.md", &texts.join("\n"));
    let account = ask(site, "GET /account\ncookie: __Host-token=t1").await;
    let parts = ["<h1>Account</h1>", "<p>t1</p>", "<p>loading</p>", "<p>3 coins</p>"];
    let found = parts.map(|part| account.body().find(part));
    assert!(found[0].is_some() && found.is_sorted(), "{}", account.body());
}
