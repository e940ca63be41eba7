//! Any `Cookie` fields: no panic, and one answer however a cookie is asked for.
#![no_main]

use std::sync::LazyLock;

use cookie::Key;
use headfirst::cookie::Keys;
use headfirst::{CookieDef, Head, Response, cookie_def};
use http::{HeaderValue, Request};
use libfuzzer_sys::fuzz_target;

const A: CookieDef = cookie_def!(CookieDef::new("a"));
static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::new(Key::from(&[7; 64])));

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
        if let Some(Ok(octets)) = cookies.base64url(name) {
            let again = A.base64url(&octets);
            assert!(again.is_err() || again.is_ok_and(|again| Some(again.value()) == first));
        }
    }
    for name in ["", "a", "a=", " a", "a;", "ab"] {
        let first = pairs.iter().find(|pair| pair.0 == name).map(|pair| pair.1);
        assert_eq!(cookies.get(name), first);
    }
    let _ = cookies.malformed().count();
    assert!(cookies.signed(&A, &KEYS).is_none_or(|text| text.is_err()));
    assert!(cookies.private(&A, &KEYS).is_none_or(|text| text.is_err()));
    drop(res);
});
