//! Any text as a definition is rejected, or sets, reads and removes exactly the defined cookie.
#![no_main]

use arbitrary::Arbitrary;
use std::time::Duration;

use headfirst::cookie::{Cookie, PercentEncoded, SameSite};
use headfirst::{CookieDef, Head, Response};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input {
    name: String,
    value: String,
    path: Option<String>,
    domain: Option<String>,
    insecure: bool,
    without_http_only: bool,
    partitioned: bool,
    same_site: Option<u8>,
    max_age: Option<Duration>,
}

fn definition(input: &Input) -> Option<CookieDef> {
    let mut draft = CookieDef::new(&input.name);
    if let Some(path) = &input.path {
        draft = draft.path(path);
    }
    if let Some(domain) = &input.domain {
        draft = draft.domain(domain);
    }
    if input.insecure {
        draft = draft.without_secure();
    }
    if input.without_http_only {
        draft = draft.without_http_only();
    }
    if input.partitioned {
        draft = draft.partitioned();
    }
    let sites = [SameSite::Strict, SameSite::Lax, SameSite::None];
    draft = match input.same_site {
        Some(site) => draft.same_site(sites[usize::from(site) % 3]),
        None => draft.without_same_site(),
    };
    if let Some(max_age) = input.max_age {
        draft = draft.max_age(max_age);
    }
    draft.build().ok()
}

fuzz_target!(|input: Input| {
    let Some(definition) = definition(&input) else { return };
    let mut res = Response::<Head>::new();
    res.remove_cookie(&definition).unwrap();
    let removal = res.send("").headers()["set-cookie"].to_str().expect("visible ASCII").to_owned();
    let text = definition.clone().typed::<PercentEncoded>();
    let (mut set, mut encoded) = (definition.value(&input.value), text.value(&input.value));
    if let (Err(_), Ok(encoded)) = (&set, &encoded) {
        assert!(encoded.value() != input.value, "a valid value is not encoded");
    }
    for (is_encoded, set) in [(false, &mut set), (true, &mut encoded)] {
        let Ok(set) = set else { continue };
        let res = Response::<Head>::new().with_cookie(set.clone()).unwrap();
        if is_encoded {
            assert_eq!(res.cookies().get(&text), Some(input.value.clone()));
        } else {
            assert_eq!(res.cookies().get(&definition), Some(input.value.as_str()));
        }
        let response = res.send("");
        let line = response.headers()["set-cookie"].to_str().expect("visible ASCII");
        let again = Cookie::parse(line).expect("a cookie");
        assert_eq!((again.name(), again.value()), (definition.name(), set.value()));
        let domain = input.domain.as_ref().map(|domain| domain.to_ascii_lowercase());
        assert_eq!(again.path(), Some(input.path.as_deref().unwrap_or("/")));
        assert_eq!(again.domain(), domain.as_deref());
        assert_eq!(again.secure().unwrap_or(false), !input.insecure);
        assert_eq!(again.http_only().unwrap_or(false), !input.without_http_only);
        assert_eq!(again.partitioned().unwrap_or(false), input.partitioned);
        assert_eq!(again.same_site().is_some(), input.same_site.is_some());
        let age = again.max_age().map(|age| age.whole_seconds() as u64);
        assert_eq!(age, input.max_age.map(|age| age.as_secs()));
        // A removal has the same attributes, except the lifetime.
        let scope = line.split("; ").skip(1).filter(|part| !part.starts_with("Max-Age="));
        let removed = removal.split("; ").skip(1).filter(|part| !part.starts_with("Expires="));
        assert!(scope.eq(removed), "{line} and {removal}");
    }
});
