//! A head of four fields and some cookies, made by each contender.

mod frameworks;

use std::time::Duration;

use bytes::Bytes;
use cookie::{Cookie, SameSite};
use headfirst::header::{CONTENT_TYPE, VARY, X_FRAME_OPTIONS};
use headfirst::{CookieDef, Head, Response, cookie_def};
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::{Contender, Work, once};

const VALUE: &str = "0123456789abcdef";
const FIELDS: [(HeaderName, HeaderValue); 3] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
    (header::VARY, HeaderValue::from_static("cookie")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];
/// What headfirst says of its own accord where there are cookies.
const PRIVATE: HeaderValue = HeaderValue::from_static("private");

macro_rules! names_and_definitions {
    ($($at:literal)*) => {
        const NAMES: [&str; 50] = [$(concat!("a", $at, "token")),*];
        static DEFINITIONS: [CookieDef; 50] =
            [$(cookie_def!(CookieDef::plain(NAMES[$at]).max_age(Duration::from_secs(86_400)))),*];
    };
}
names_and_definitions! {
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24
    25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49
}

/// As many cookies as its size, of which each has five attributes.
pub static WORK: Work = Work { what: "head", contenders, compare };

fn contenders() -> Vec<Contender> {
    vec![
        Contender::new(
            "limit",
            "written by hand: the attributes are one constant, names and values are trusted",
            |cookies| once(move || limit(cookies)),
        ),
        Contender::new("headfirst", "", |cookies| once(move || headfirst(cookies))),
        Contender::new(
            "http + cookie",
            "written by hand with `Cookie::to_string`; names, values and rules are not checked",
            |cookies| once(move || by_hand(cookies)),
        ),
        Contender::new(
            "axum-extra CookieJar",
            "an illegal cookie is dropped without a word",
            |cookies| once(move || frameworks::axum_extra(cookies)),
        ),
        Contender::new(
            "tower-cookies",
            "as axum-extra; with the call of its layer, which is how it is used",
            |cookies| once(move || frameworks::tower_cookies(cookies)),
        ),
        Contender::new(
            "actix-web",
            "cookies are not checked; its response brings a body and extensions",
            |cookies| once(move || frameworks::actix(cookies)),
        ),
        Contender::new(
            "poem",
            "as axum-extra; with the call of its middleware, which is how it is used",
            |cookies| once(move || frameworks::poem(cookies)),
        ),
    ]
}

/// The best that safe code by hand does: one exact allocation for a cookie, and nothing checked but
/// what `HeaderValue` checks.
fn limit(cookies: usize) -> HeaderMap {
    const REST: &str = "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400";
    let mut headers = HeaderMap::new();
    for (name, value) in FIELDS {
        headers.insert(name, value);
    }
    headers.insert(header::CACHE_CONTROL, PRIVATE);
    for name in &NAMES[..cookies] {
        let mut line = Vec::with_capacity(name.len() + 1 + VALUE.len() + REST.len());
        line.extend_from_slice(name.as_bytes());
        line.push(b'=');
        line.extend_from_slice(VALUE.as_bytes());
        line.extend_from_slice(REST.as_bytes());
        let line = HeaderValue::from_maybe_shared(Bytes::from(line)).unwrap();
        headers.append(header::SET_COOKIE, line);
    }
    headers
}

fn headfirst(cookies: usize) -> HeaderMap {
    let [(_, html), (_, cookie), (_, deny)] = FIELDS;
    let mut res = Response::<Head>::new();
    res.insert_header(CONTENT_TYPE, html)
        .insert_header(VARY, cookie)
        .insert_header(X_FRAME_OPTIONS, deny);
    for definition in &DEFINITIONS[..cookies] {
        res.set_cookie(definition.value(VALUE)).unwrap();
    }
    res.no_content().into_parts().0.headers
}

fn crate_cookie(name: &'static str) -> Cookie<'static> {
    Cookie::build((name, VALUE))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(cookie::time::Duration::days(1))
        .build()
}

fn by_hand(cookies: usize) -> HeaderMap {
    let mut headers = HeaderMap::from_iter(FIELDS);
    headers.insert(header::CACHE_CONTROL, PRIVATE);
    for name in &NAMES[..cookies] {
        let line = HeaderValue::try_from(crate_cookie(name).to_string()).unwrap();
        headers.append(header::SET_COOKIE, line);
    }
    headers
}

fn compare(cookies: usize) {
    let limit = lines(&limit(cookies));
    assert_eq!(lines(&headfirst(cookies)), limit);
    assert_eq!(lines(&by_hand(cookies)), limit);
    assert_eq!(lines(&frameworks::axum_extra(cookies)), limit);
    assert_eq!(lines(&frameworks::tower_cookies(cookies)), limit);
    assert_eq!(lines(frameworks::poem(cookies).headers()), limit);
    let actix = frameworks::actix(cookies);
    let actix = actix.headers().iter();
    let actix = actix.map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
    assert_eq!(normal(actix), limit);
}

fn lines(headers: &HeaderMap) -> Vec<String> {
    normal(headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())))
}

/// The head as a set of lines, whatever the order of fields and attributes.
fn normal<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let line = |(name, value): (&str, &str)| {
        let mut parts: Vec<_> = value.split("; ").collect();
        parts[1..].sort_unstable();
        format!("{name}: {}", parts.join("; "))
    };
    let mut lines: Vec<_> = fields.map(line).collect();
    lines.sort();
    lines
}
