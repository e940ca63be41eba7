//! Looking up a cookie that is not there, among some that are.

use axum_extra::extract::cookie::CookieJar;
use cookie::Cookie;
use headfirst::{Head, Response};
use http::{HeaderMap, Request, header};

pub struct Sent {
    headers: HeaderMap,
    response: Response<Head>,
}

pub fn sent(cookies: usize) -> Sent {
    let pairs: Vec<_> = (0..cookies).map(|at| format!("cookie{at}=value{at}abcdefgh")).collect();
    let request = Request::builder().header("cookie", pairs.join("; ")).body(()).unwrap();
    Sent { response: Response::to(&request), headers: request.into_parts().0.headers }
}

/// Who looks a name up, and answers the length of its value.
pub const CONTENDERS: [(&str, fn(&Sent, &str) -> Option<usize>); 3] = [
    ("headfirst", headfirst),
    ("cookie, parsed one by one", by_hand),
    ("axum-extra CookieJar", axum_extra),
];

fn headfirst(sent: &Sent, name: &str) -> Option<usize> {
    sent.response.cookies().get(name).map(str::len)
}

fn by_hand(sent: &Sent, name: &str) -> Option<usize> {
    let text = sent.headers[header::COOKIE].to_str().ok()?;
    let mut found = Cookie::split_parse(text).filter_map(Result::ok);
    found.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().len())
}

/// With its jar, which a handler has made for it once for a request.
fn axum_extra(sent: &Sent, name: &str) -> Option<usize> {
    CookieJar::from_headers(&sent.headers).get(name).map(|cookie| cookie.value().len())
}
