//! A head with four headers and some cookies, created by each contender.

mod frameworks;

use std::hint::black_box;
use std::time::Duration;

use bytes::Bytes;
use cookie::{Cookie, SameSite};
use headfirst::header::{CONTENT_TYPE, VARY, X_FRAME_OPTIONS};
use headfirst::{CookieDef, Head, Response, cookie_def};
use http::header::Entry;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::{Contender, Work, once};

/// Returns the value of each cookie, which is known only at run time.
#[inline(always)]
fn value() -> &'static str {
    black_box("0123456789abcdef")
}

const FIELDS: [(HeaderName, HeaderValue); 3] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
    (header::VARY, HeaderValue::from_static("cookie")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];
/// The `Cache-Control` that headfirst sets by default if there are cookies.
const PRIVATE: HeaderValue = HeaderValue::from_static("private");

macro_rules! names_and_definitions {
    ($($at:literal)*) => {
        const NAMES: [&str; 50] = [$(concat!("a", $at, "token")),*];
        static DEFINITIONS: [CookieDef; 50] =
            [$(cookie_def!(CookieDef::new(NAMES[$at]).max_age(Duration::from_secs(86_400)))),*];
    };
}
names_and_definitions! {
    0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24
    25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49
}

/// A head with a number of cookies, each with five attributes.
pub static WORK: Work = Work { what: "head", contenders, compare };

fn contenders() -> Vec<Contender> {
    vec![
        Contender::new(
            "limit",
            "written by hand: the attributes are one constant, and names are trusted",
            |cookies| once(move || limit(cookies)),
        ),
        Contender::new(
            "limit, without rules",
            "a map without a response, by `append`; values are trusted too, and a name may be sent twice",
            |cookies| once(move || without_rules(cookies)),
        ),
        Contender::new("headfirst", "", |cookies| once(move || headfirst(cookies))),
        Contender::new(
            "http + cookie",
            "written by hand with `Cookie::to_string`; names, values and rules are not checked",
            |cookies| once(move || by_hand(cookies)),
        ),
        Contender::new(
            "axum-extra CookieJar",
            "an illegal cookie is dropped silently",
            |cookies| once(move || frameworks::axum_extra(cookies)),
        ),
        Contender::new(
            "tower-cookies",
            "as axum-extra; includes the call of its layer, which it requires",
            |cookies| once(move || frameworks::tower_cookies(cookies)),
        ),
        Contender::new(
            "actix-web",
            "cookies are not checked; its response includes a body and extensions",
            |cookies| once(move || frameworks::actix(cookies)),
        ),
        Contender::new(
            "poem",
            "as axum-extra; includes the call of its middleware, which it requires",
            |cookies| once(move || frameworks::poem(cookies)),
        ),
    ]
}

const REST: &str = "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400";

/// The best hand-written safe code: one exact allocation for each cookie.
///
/// As in headfirst, values are checked, a name is sent once, pending cookies could be read back, and a
/// response with cookies is private.
fn limit(cookies: usize) -> HeaderMap {
    // There is no branch, so that the compiler vectorizes it.
    let is_legal = |byte: u8| {
        let is_forbidden = (byte == b'"') | (byte == b',') | (byte == b';') | (byte == b'\\');
        (byte > b' ') & (byte < 0x7F) & !is_forbidden
    };
    let mut response = http::Response::new(());
    let headers = response.headers_mut();
    for (name, value) in FIELDS {
        headers.insert(name, value);
    }
    // Names have at most eight bytes, so they are compared as numbers.
    let number = |name: &str| {
        let mut bytes = [0; 8];
        bytes[..name.len()].copy_from_slice(name.as_bytes());
        u64::from_ne_bytes(bytes)
    };
    let mut set: Vec<(u64, HeaderValue)> = Vec::with_capacity(cookies);
    for name in &NAMES[..cookies] {
        assert!(value().bytes().fold(true, |ok, byte| ok & is_legal(byte)));
        let number = number(name);
        match set.iter_mut().find(|before| before.0 == number) {
            Some(before) => before.1 = line(name),
            None => set.push((number, line(name))),
        }
    }
    let mut lines = set.into_iter().map(|(_, line)| line);
    if let (Some(first), Entry::Vacant(entry)) = (lines.next(), headers.entry(header::SET_COOKIE)) {
        let mut entry = entry.insert_entry(first);
        lines.for_each(|line| entry.append(line));
        headers.insert(header::CACHE_CONTROL, PRIVATE);
    }
    *response.status_mut() = StatusCode::NO_CONTENT;
    black_box(response).into_parts().0.headers
}

/// The same, with only the checks of `HeaderValue`.
fn without_rules(cookies: usize) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in FIELDS {
        headers.insert(name, value);
    }
    headers.insert(header::CACHE_CONTROL, PRIVATE);
    for name in &NAMES[..cookies] {
        headers.append(header::SET_COOKIE, line(name));
    }
    headers
}

/// Always inlined, because a limit has no calls.
#[inline(always)]
fn line(name: &str) -> HeaderValue {
    let value = value();
    let mut line = Vec::with_capacity(name.len() + 1 + value.len() + REST.len());
    line.extend_from_slice(name.as_bytes());
    line.push(b'=');
    line.extend_from_slice(value.as_bytes());
    line.extend_from_slice(REST.as_bytes());
    HeaderValue::from_maybe_shared(Bytes::from(line)).unwrap()
}

fn headfirst(cookies: usize) -> HeaderMap {
    let [(_, html), (_, cookie), (_, deny)] = FIELDS;
    let mut res = Response::<Head>::new();
    res.insert_header(CONTENT_TYPE, html)
        .insert_header(VARY, cookie)
        .insert_header(X_FRAME_OPTIONS, deny);
    for definition in &DEFINITIONS[..cookies] {
        res.set_cookie(definition.value(value())).unwrap();
    }
    res.no_content().into_parts().0.headers
}

fn crate_cookie(name: &'static str) -> Cookie<'static> {
    Cookie::build((name, value()))
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
    assert_eq!(lines(&without_rules(cookies)), limit);
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

/// Returns the head as sorted lines, independent of the order of headers and attributes.
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
