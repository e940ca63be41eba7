//! Signed and encrypted values, against axum-extra's jars with the same key.

mod support;

use axum_extra::extract::cookie::{PrivateCookieJar, SignedCookieJar};
use cookie::{Cookie, Key};
use headfirst::cookie::{Keys, VerifyError};
use headfirst::{CookieDef, Head, Response, SetCookie, cookie_def};
use http::{HeaderMap, HeaderValue, Request};

const SESSION: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-session"));
const OTHER: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-other"));

/// Values that an encoding could spoil.
const VALUES: [&str; 6] =
    ["", "plain", "two words", "100%25 + 1%", "a=b; c=\"d\", e", "h\u{e9}llo"];

fn key(seed: u8) -> Key {
    Key::from(&[seed; 64])
}

/// The request that a client sends which was given this cookie.
fn back(cookie: &SetCookie) -> HeaderMap {
    field(&format!("a=1; {}={}", cookie.name(), cookie.value()))
}

fn field(text: &str) -> HeaderMap {
    HeaderMap::from_iter([(http::header::COOKIE, HeaderValue::from_str(text).unwrap())])
}

fn head(headers: &HeaderMap) -> Response<Head> {
    let mut request = Request::new(());
    *request.headers_mut() = headers.clone();
    Response::for_request(&request)
}

#[test]
fn what_is_written_here_is_read_here_and_by_axum_extra() {
    let keys = Keys::new(key(1));
    for text in VALUES {
        let signed = back(&SESSION.signed(text, &keys).unwrap());
        let res = head(&signed);
        assert_eq!(res.cookies().signed(&SESSION, &keys), Some(Ok(text.to_owned())));
        let theirs = SignedCookieJar::from_headers(&signed, key(1)).get(SESSION.name()).unwrap();
        assert_eq!(theirs.value(), text);

        let private = back(&SESSION.private(text, &keys).unwrap());
        let res = head(&private);
        assert_eq!(res.cookies().private(&SESSION, &keys), Some(Ok(text.to_owned())));
        let theirs = PrivateCookieJar::from_headers(&private, key(1)).get(SESSION.name()).unwrap();
        assert_eq!(theirs.value(), text);
        let shown = head(&private).cookies().get(&SESSION).unwrap().to_owned();
        assert!(text.is_empty() || !shown.contains(&text[..text.len().min(4)]), "{shown}");
    }
}

#[test]
fn what_axum_extra_writes_is_read_here() {
    use axum::response::IntoResponse;
    let keys = Keys::new(key(1));
    let sent = |response: axum::response::Response| {
        let line = response.headers()["set-cookie"].to_str().unwrap().to_owned();
        head(&field(line.split(';').next().unwrap()))
    };
    for text in VALUES {
        let cookie = || Cookie::new(SESSION.name(), text);
        let jar = SignedCookieJar::new(key(1)).add(cookie());
        let res = sent(jar.into_response());
        assert_eq!(res.cookies().signed(&SESSION, &keys), Some(Ok(text.to_owned())));
        let jar = PrivateCookieJar::new(key(1)).add(cookie());
        let res = sent(jar.into_response());
        assert_eq!(res.cookies().private(&SESSION, &keys), Some(Ok(text.to_owned())));
    }
}

#[test]
fn tampering_is_an_error_and_absence_is_none() {
    let keys = Keys::new(key(1));
    let signed = (SESSION.signed("alice", &keys).unwrap(), true);
    let private = (SESSION.private("alice", &keys).unwrap(), false);
    for (made, is_signed) in [signed, private] {
        let value = made.value().to_owned();
        for at in 0..value.len() {
            let mut changed = value.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            let res = head(&field(&format!("__Host-session={changed}")));
            let cookies = res.cookies();
            let opened = match is_signed {
                true => cookies.signed(&SESSION, &keys),
                false => cookies.private(&SESSION, &keys),
            };
            assert_eq!(opened, Some(Err(VerifyError)), "octet {at}");
        }
    }
    let res = head(&field("a=1"));
    assert_eq!(res.cookies().signed(&SESSION, &keys), None);
    assert_eq!(res.cookies().private(&SESSION, &keys), None);
    let forged = head(&field("__Host-session=%ff"));
    assert_eq!(forged.cookies().signed(&SESSION, &keys), Some(Err(VerifyError)));
    drop((res, forged));
}

#[test]
fn an_encrypted_value_belongs_to_its_cookie() {
    let keys = Keys::new(key(1));
    let made = SESSION.private("alice", &keys).unwrap();
    let res = head(&field(&format!("{}={}", OTHER.name(), made.value())));
    assert_eq!(res.cookies().private(&OTHER, &keys), Some(Err(VerifyError)));
    drop(res);
}

/// The format of the cookie crate has this limit; it is documented where it is met.
#[test]
fn a_signed_value_is_valid_for_another_cookie_with_the_same_keys() {
    let keys = Keys::new(key(1));
    let made = SESSION.signed("alice", &keys).unwrap();
    let res = head(&field(&format!("{}={}", OTHER.name(), made.value())));
    assert_eq!(res.cookies().signed(&OTHER, &keys), Some(Ok("alice".to_owned())));
    assert_eq!(res.cookies().signed(&OTHER, &Keys::new(key(2))), Some(Err(VerifyError)));
    drop(res);
}

#[test]
fn a_rotated_key_is_still_read_and_no_longer_written() {
    let (old, new) = (Keys::new(key(1)), Keys::new(key(2)));
    let both = new.clone().with_fallback(key(1));
    for read in [SESSION.signed("alice", &old), SESSION.private("alice", &old)] {
        let res = head(&back(&read.unwrap()));
        let cookies = res.cookies();
        let found = [cookies.signed(&SESSION, &both), cookies.private(&SESSION, &both)];
        assert!(found.contains(&Some(Ok("alice".to_owned()))));
        assert_eq!(cookies.signed(&SESSION, &new), Some(Err(VerifyError)));
        drop(res);
    }
    let res = head(&back(&SESSION.signed("bob", &both).unwrap()));
    assert_eq!(res.cookies().signed(&SESSION, &new), Some(Ok("bob".to_owned())));
    assert_eq!(res.cookies().signed(&SESSION, &old), Some(Err(VerifyError)));
    drop(res);
    assert_eq!(format!("{both:?}"), "Keys { len: 2, .. }");
    assert_eq!(VerifyError.to_string(), "the cookie was not made with any of the keys");
}
