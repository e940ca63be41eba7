//! Any `Cookie` headers cause no panic, and all ways to read a cookie agree.
#![no_main]

use std::sync::LazyLock;

use headfirst::cookie::{Key, PercentEncoded, Private, ReadCookieError, Signed};
use headfirst::{CookieDef, Head, Response, cookie_def};
use http::{HeaderValue, Request};
use libfuzzer_sys::fuzz_target;

const A: CookieDef = cookie_def!(CookieDef::new("a"));
const NUMBER: CookieDef<u32> = cookie_def!(CookieDef::new("a"));
const TEXT: CookieDef<PercentEncoded> = cookie_def!(CookieDef::new("a"));
const BYTES: CookieDef<[u8]> = cookie_def!(CookieDef::new("a"));
static SIGNED: LazyLock<CookieDef<Signed>> = LazyLock::new(|| A.signed(Key::from(&[7; 64])));
static PRIVATE: LazyLock<CookieDef<Private>> = LazyLock::new(|| A.private(Key::from(&[7; 64])));

fuzz_target!(|fields: Vec<Vec<u8>>| {
    let mut request = Request::new(());
    for field in &fields {
        if let Ok(field) = HeaderValue::from_bytes(field) {
            request.headers_mut().append("cookie", field);
        }
    }
    let res = Response::<Head>::for_request(&request);
    let cookies = res.cookies();
    let pairs: Vec<_> = cookies.iter().collect();
    for (name, _) in &pairs {
        let first = pairs.iter().find(|pair| pair.0 == *name).map(|pair| pair.1);
        assert_eq!(cookies.get(name), first);
        let _ = cookies.percent_decoded(name);
    }
    for name in ["", "a", "a=", " a", "a;", "ab"] {
        let first = pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1);
        assert_eq!(cookies.get(name), first);
    }
    let _ = cookies.malformed().count();
    let first = cookies.get("a");
    assert_eq!(cookies.get(&A), first);
    assert_eq!(cookies.get(&NUMBER), first.and_then(|value| value.parse().ok()));
    assert_eq!(
        cookies.get(&TEXT),
        cookies.percent_decoded("a").and_then(|text| Some(text.ok()?.into_owned()))
    );
    if let Some(bytes) = cookies.get(&BYTES) {
        let again = BYTES.value(&bytes);
        assert!(again.is_err() || again.is_ok_and(|again| Some(again.value()) == first));
    }
    let forged = first.map_or(Ok(None), |_| Err(ReadCookieError::Unverified));
    assert_eq!(cookies.try_get(&SIGNED), forged);
    assert_eq!(cookies.try_get(&PRIVATE), forged);
    drop(res);
});
