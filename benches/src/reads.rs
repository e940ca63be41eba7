//! Looking up an absent cookie among others.

use axum_extra::extract::cookie::CookieJar;
use cookie::Cookie;
use headfirst::{Head, Response};
use http::{HeaderMap, HeaderValue, Request, header};
use memchr::memmem::Finder;

use crate::{Contender, Round, Work, jars};

/// A look-up among a number of cookies.
pub static WORK: Work = Work { what: "read", contenders, compare };

const ABSENT: &str = "absent";

fn contenders() -> Vec<Contender> {
    vec![
        Contender::new(
            "limit",
            "written by hand: a vectorized search, prepared once, and a check of the bytes around each match",
            |cookies| {
                let sent = (HeaderValue::try_from(field(cookies)).unwrap(), Finder::new(ABSENT));
                absent(sent, |(field, name)| limit(field.as_bytes(), name))
            },
        ),
        Contender::new("headfirst", "", |cookies| {
            absent(response(cookies), |response| headfirst(response, ABSENT))
        }),
        Contender::new(
            "cookie, parsed one by one",
            "written by hand with `Cookie::split_parse`, which also parses attributes",
            |cookies| absent(headers(cookies), |headers| by_hand(headers, ABSENT)),
        ),
        Contender::new(
            "axum-extra CookieJar",
            "with its jar, which is created for each request",
            |cookies| absent(headers(cookies), |headers| axum_extra(headers, ABSENT)),
        ),
        Contender::new("tower-cookies", "with its jar, and the call of its layer", |cookies| {
            absent(headers(cookies), |headers| tower_cookies(headers, ABSENT))
        }),
        Contender::new(
            "actix-web",
            "with its list, which is created for each request",
            |cookies| absent(actix_request(cookies), |request| actix(request, ABSENT)),
        ),
        Contender::new("poem", "with its jar, and the call of its middleware", |cookies| {
            absent(headers(cookies), |headers| poem(headers, ABSENT))
        }),
    ]
}

fn absent<T: 'static>(sent: T, look_up: fn(&T) -> Option<usize>) -> Round {
    use std::hint::black_box;
    Box::new(move || _ = black_box(look_up(black_box(&sent))))
}

fn field(cookies: usize) -> String {
    let pairs: Vec<_> = (0..cookies).map(|at| format!("cookie{at}=value{at}abcdefgh")).collect();
    pairs.join("; ")
}

fn headers(cookies: usize) -> HeaderMap {
    HeaderMap::from_iter([(header::COOKIE, HeaderValue::try_from(field(cookies)).unwrap())])
}

fn response(cookies: usize) -> Response<Head> {
    let request = Request::builder().header(header::COOKIE, field(cookies));
    Response::for_request(&request.body(()).unwrap())
}

fn limit(field: &[u8], name: &Finder<'_>) -> Option<usize> {
    name.find_iter(field).find_map(|at| {
        let begins = at == 0 || matches!(field[at - 1], b' ' | b';');
        let value = field[at + name.needle().len()..].strip_prefix(b"=").filter(|_| begins)?;
        Some(memchr::memchr(b';', value).unwrap_or(value.len()))
    })
}

fn headfirst(response: &Response<Head>, name: &str) -> Option<usize> {
    response.cookies().get(name).map(str::len)
}

fn by_hand(headers: &HeaderMap, name: &str) -> Option<usize> {
    let text = headers[header::COOKIE].to_str().ok()?;
    let mut found = Cookie::split_parse(text).filter_map(Result::ok);
    found.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().len())
}

fn axum_extra(headers: &HeaderMap, name: &str) -> Option<usize> {
    CookieJar::from_headers(headers).get(name).map(|cookie| cookie.value().len())
}

fn tower_cookies(headers: &HeaderMap, name: &str) -> Option<usize> {
    jars::tower_cookies(headers.clone(), |jar| jar.get(name).map(|cookie| cookie.value().len()))
        .into_body()
}

fn actix_request(cookies: usize) -> actix_web::HttpRequest {
    let request = actix_web::test::TestRequest::default();
    request.insert_header(("cookie", field(cookies))).to_http_request()
}

fn actix(request: &actix_web::HttpRequest, name: &str) -> Option<usize> {
    use actix_web::HttpMessage;
    // actix-web caches the list in the request, so each round needs a new request.
    request.extensions_mut().clear();
    request.cookie(name).map(|cookie| cookie.value().len())
}

fn poem(headers: &HeaderMap, name: &str) -> Option<usize> {
    let found = std::sync::OnceLock::new();
    jars::poem(headers.clone(), |jar| {
        let _ = found.set(jar.get(name).map(|cookie| cookie.value_str().len()));
        ::poem::Response::default()
    });
    found.into_inner().flatten()
}

fn compare(cookies: usize) {
    let (headers, response) = (headers(cookies), response(cookies));
    for name in [ABSENT, "cookie0", "cookie9", "cookie39"] {
        let limit = limit(field(cookies).as_bytes(), &Finder::new(name));
        assert_eq!(headfirst(&response, name), limit);
        for look_up in [by_hand, axum_extra, tower_cookies, poem] {
            assert_eq!(look_up(&headers, name), limit);
        }
        assert_eq!(actix(&actix_request(cookies), name), limit);
    }
}
