//! Any cookie of the cookie crate is rejected, or sent as one line with exactly its attributes.
#![no_main]

use arbitrary::Arbitrary;
use cookie::time::{Duration, OffsetDateTime};
use cookie::{Cookie, SameSite};
use headfirst::cookie::RemoveCookie;
use headfirst::{Head, Response, SetCookie};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input {
    name: String,
    value: String,
    path: Option<String>,
    domain: Option<String>,
    secure: Option<bool>,
    http_only: Option<bool>,
    partitioned: Option<bool>,
    same_site: Option<u8>,
    max_age: Option<(i64, i32)>,
    expires: Option<i64>,
}

fn cookie(input: Input) -> Cookie<'static> {
    let mut cookie = Cookie::new(input.name, input.value);
    cookie.set_secure(input.secure);
    cookie.set_http_only(input.http_only);
    cookie.set_partitioned(input.partitioned);
    cookie.set_max_age(
        input
            .max_age
            .map(|(s, n)| Duration::seconds(s).saturating_add(Duration::nanoseconds(n.into()))),
    );
    if let Some(path) = input.path {
        cookie.set_path(path);
    }
    if let Some(domain) = input.domain {
        cookie.set_domain(domain);
    }
    let sites = [SameSite::Strict, SameSite::Lax, SameSite::None];
    cookie.set_same_site(input.same_site.map(|site| sites[usize::from(site) % 3]));
    if let Some(Ok(at)) = input.expires.map(OffsetDateTime::from_unix_timestamp) {
        cookie.set_expires(at);
    }
    cookie
}

fuzz_target!(|input: Input| {
    let cookie = cookie(input);
    let removal = RemoveCookie::try_from(cookie.clone());
    let Ok(set) = SetCookie::try_from(cookie.clone()) else { return };
    assert!(removal.is_ok(), "a cookie that can be set can be removed");
    let response = Response::<Head>::new().with_cookie(set).unwrap().send("");
    let line = response.headers()["set-cookie"].to_str().expect("visible ASCII");
    assert!(line.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
    let again = Cookie::parse(line).expect("a cookie");
    assert_eq!((again.name(), again.value()), (cookie.name(), cookie.value()));
    let domain = cookie.domain().map(str::to_ascii_lowercase);
    assert_eq!((again.path(), again.domain()), (cookie.path(), domain.as_deref()));
    assert_eq!(again.same_site(), cookie.same_site());
    assert_eq!(again.http_only().unwrap_or(false), cookie.http_only().unwrap_or(false));
    assert_eq!(again.partitioned().unwrap_or(false), cookie.partitioned().unwrap_or(false));
    let attributes = line.split("; ").skip(1).count();
    assert!(attributes <= 8, "{line}");
});
