//! A head of four fields and some cookies, made by each contender.

use std::time::Duration;

use axum_extra::extract::cookie::CookieJar;
use bytes::Bytes;
use cookie::{Cookie, SameSite};
use headfirst::header::{CONTENT_TYPE, VARY, X_FRAME_OPTIONS};
use headfirst::{CookieDef, Head, Response, cookie_def};
use http::{HeaderMap, HeaderName, HeaderValue, header};

const VALUE: &str = "0123456789abcdef";
const NAMES: [&str; 10] = [
    "a0token", "a1token", "a2token", "a3token", "a4token", "a5token", "a6token", "a7token",
    "a8token", "a9token",
];
const FIELDS: [(HeaderName, HeaderValue); 3] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
    (header::VARY, HeaderValue::from_static("cookie")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

macro_rules! definitions {
    ($($at:literal)*) => {
        [$(cookie_def!(CookieDef::plain(NAMES[$at]).max_age(Duration::from_secs(86_400)))),*]
    };
}
static DEFINITIONS: [CookieDef; 10] = definitions![0 1 2 3 4 5 6 7 8 9];

/// Who makes the head, of how many cookies.
pub const CONTENDERS: [(&str, fn(usize) -> HeaderMap); 4] = [
    ("limit", limit),
    ("headfirst", headfirst),
    ("http + cookie", by_hand),
    ("axum-extra CookieJar", axum_extra),
];

/// The best that safe code by hand does: one exact allocation for a cookie, and nothing checked but
/// what `HeaderValue` checks.
fn limit(cookies: usize) -> HeaderMap {
    const REST: &str = "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400";
    let mut headers = HeaderMap::new();
    for (name, value) in FIELDS {
        headers.insert(name, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
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
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
    for name in &NAMES[..cookies] {
        let line = HeaderValue::try_from(crate_cookie(name).to_string()).unwrap();
        headers.append(header::SET_COOKIE, line);
    }
    headers
}

fn axum_extra(cookies: usize) -> HeaderMap {
    use axum_core::response::{IntoResponseParts, Response as Axum, ResponseParts};
    fn into_headers(jar: CookieJar) -> HeaderMap {
        let response: Axum = axum_core::response::IntoResponse::into_response((jar, ()));
        response.into_parts().0.headers
    }
    let _: fn(CookieJar, ResponseParts) -> _ =
        <CookieJar as IntoResponseParts>::into_response_parts;
    let jar =
        NAMES[..cookies].iter().fold(CookieJar::new(), |jar, name| jar.add(crate_cookie(name)));
    let mut headers = into_headers(jar);
    headers.extend(FIELDS);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
    headers
}

/// The head as a set of lines, whatever the order of fields and attributes.
pub fn lines(headers: &HeaderMap) -> Vec<String> {
    let line = |(name, value): (&HeaderName, &HeaderValue)| {
        let mut parts: Vec<_> = value.to_str().unwrap().split("; ").collect();
        parts[1..].sort_unstable();
        format!("{name}: {}", parts.join("; "))
    };
    let mut lines: Vec<_> = headers.iter().map(line).collect();
    lines.sort();
    lines
}
