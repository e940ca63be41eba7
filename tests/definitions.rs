//! Definitions: what they write, read and remove, for any value, by the grammar of RFC 6265bis.

mod support;

use std::time::Duration;

use cookie::{Cookie, SameSite};
use headfirst::cookie::CookieError;
use headfirst::{CookieDef, Head, Response, SetCookie, cookie_def};
use http::{HeaderValue, Request};
use proptest::prelude::*;
use support::{at_head, set_cookies};

const DAY: Duration = Duration::from_secs(86_400);

const PLAIN: CookieDef = cookie_def!(CookieDef::new("plain"));
const HOST: CookieDef =
    cookie_def!(CookieDef::host_prefix("__Host-token").same_site(SameSite::Strict));
const VISITS: CookieDef<u32> = cookie_def!(CookieDef::new("visits").max_age(DAY));
const EVERY: CookieDef = cookie_def!(
    CookieDef::secure_prefix("__Secure-all")
        .path("/app")
        .domain("example.com")
        .without_http_only()
        .same_site(SameSite::None)
        .partitioned()
        .max_age(DAY.saturating_mul(400))
);
const OPEN: CookieDef = cookie_def!(CookieDef::new("open").without_secure().without_http_only());
const HTTP: CookieDef = cookie_def!(CookieDef::http_prefix("__Http-a").path("/a"));
const HOST_HTTP: CookieDef = cookie_def!(CookieDef::host_http_prefix("__Host-Http-a"));

fn with_cookies(field: &str) -> Response<Head> {
    let field = HeaderValue::from_bytes(field.as_bytes()).unwrap();
    Response::for_request(&Request::builder().header("cookie", field).body(()).unwrap())
}

/// The line that a response with this cookie has.
fn line(cookie: SetCookie) -> String {
    let response = Response::<Head>::new().with_cookie(cookie).unwrap().send("");
    set_cookies(response.headers())[0].to_owned()
}

#[test]
fn a_definition_writes_its_attributes() {
    for (cookie, expected) in [
        (PLAIN.value("v"), "plain=v; Path=/; Secure; HttpOnly; SameSite=Lax"),
        (HOST.value("v"), "__Host-token=v; Path=/; Secure; HttpOnly; SameSite=Strict"),
        (VISITS.value(&7), "visits=7; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400"),
        (
            EVERY.value("\"v\""),
            "__Secure-all=\"v\"; Path=/app; Domain=example.com; Secure; SameSite=None; \
             Partitioned; Max-Age=34560000",
        ),
        (OPEN.value(""), "open=; Path=/; SameSite=Lax"),
        (HTTP.value("v"), "__Http-a=v; Path=/a; Secure; HttpOnly; SameSite=Lax"),
        (HOST_HTTP.value("v"), "__Host-Http-a=v; Path=/; Secure; HttpOnly; SameSite=Lax"),
    ] {
        assert_eq!(line(cookie.unwrap()), expected);
    }
}

#[test]
fn a_removal_has_the_scope_of_the_definition() {
    const GONE: &str = "; Expires=Thu, 01 Jan 1970 00:00:01 GMT";
    let mut res = at_head();
    res.set_cookie(HOST.value("v")).unwrap();
    res.remove_cookie(&HOST).unwrap().remove_cookie(&EVERY).unwrap();
    assert_eq!(res.cookies().get(&HOST), None);
    let response = res.send("");
    let host = format!("__Host-token=; Path=/; Secure; HttpOnly; SameSite=Strict{GONE}");
    let every = format!(
        "__Secure-all=; Path=/app; Domain=example.com; Secure; SameSite=None; Partitioned{GONE}"
    );
    assert_eq!(set_cookies(response.headers()), [host, every]);
}

#[test]
fn a_definition_made_at_run_time_is_checked_then() {
    let built = CookieDef::new("name with spaces").build();
    assert_eq!(built.unwrap_err(), CookieError::InvalidName);
    let built = CookieDef::new("a").max_age(DAY * 401).build();
    assert_eq!(built.unwrap_err(), CookieError::InvalidMaxAge);
    let long: &'static str = "x".repeat(4097).leak();
    assert_eq!(CookieDef::new(long).build().unwrap_err(), CookieError::TooLong);
    let built = CookieDef::host_prefix("__Host-token").build().unwrap();
    let expected = "__Host-token=7; Path=/; Secure; HttpOnly; SameSite=Lax";
    assert_eq!(line(built.value("7").unwrap()), expected);
    assert_eq!(line(built.typed::<u32>().value(&7).unwrap()), expected);
}

#[test]
fn absence_is_not_a_bad_value() {
    assert!(with_cookies("other=1").cookies().parse(&VISITS).is_none());
    assert!(with_cookies("visits=seven").cookies().parse(&VISITS).unwrap().is_err());
    assert_eq!(with_cookies("a=b; visits=7").cookies().parse(&VISITS), Some(Ok(7)));
    let decoded = with_cookies("plain=%ff").cookies().percent_decoded(&PLAIN).map(|v| v.is_err());
    assert_eq!(decoded, Some(true));
    let res = with_cookies("plain=100%25+%2 %zz");
    assert_eq!(res.cookies().percent_decoded("plain").unwrap().unwrap(), "100%+%2 %zz");
    drop(res);
}

#[test]
fn the_length_of_name_and_value_is_bounded() {
    assert!(PLAIN.value(&"v".repeat(4091)).is_ok());
    assert_eq!(PLAIN.value(&"v".repeat(4092)), Err(CookieError::TooLong));
    assert_eq!(PLAIN.percent_encoded(&" ".repeat(1364)), Err(CookieError::TooLong));
    assert!(PLAIN.percent_encoded(&" ".repeat(1363)).is_ok());
}

#[test]
fn no_octet_that_a_value_cannot_have_is_let_through_wherever_it_stands() {
    for octet in (0..=127).map(char::from) {
        let is_legal = octet.is_ascii_graphic() && !"\",;\\".contains(octet);
        for at in 0..40 {
            let value: String = (0..40).map(|i| if i == at { octet } else { 'v' }).collect();
            assert_eq!(PLAIN.value(&value).is_ok(), is_legal, "{octet:?} at {at}");
        }
    }
}

#[test]
fn a_scope_of_any_length_is_written() {
    for len in 1..=1024 {
        let path: &'static str = format!("/{}", "p".repeat(len - 1)).leak();
        for domain in ["", "example.com"] {
            let draft =
                CookieDef::secure_prefix("__Secure-a").path(path).same_site(SameSite::Strict);
            let draft = if domain.is_empty() { draft } else { draft.domain(domain) };
            let definition = draft.partitioned().max_age(DAY.saturating_mul(400)).build().unwrap();
            let scope = match domain {
                "" => format!("; Path={path}"),
                domain => format!("; Path={path}; Domain={domain}"),
            };
            let flags = "; Secure; HttpOnly; SameSite=Strict; Partitioned";
            let set = line(definition.value("v").unwrap());
            assert_eq!(set, format!("__Secure-a=v{scope}{flags}; Max-Age=34560000"));
            let mut res = Response::<Head>::new();
            res.remove_cookie(&definition).unwrap();
            let gone = "; Expires=Thu, 01 Jan 1970 00:00:01 GMT";
            let removed = res.send("");
            assert_eq!(
                set_cookies(removed.headers()),
                [format!("__Secure-a={scope}{flags}{gone}")]
            );
        }
    }
}

/// RFC 6265bis §4.1.1, written a second time: the name, the value and the attributes of a line.
fn parsed(line: &str) -> (&str, &str, Vec<&str>) {
    let mut parts = line.split("; ");
    let (name, value) = parts.next().unwrap().split_once('=').unwrap();
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    assert!(!name.is_empty() && name.chars().all(token), "{line}");
    let quoted = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
    let octet = |c: char| c.is_ascii_graphic() && !"\",;\\".contains(c);
    assert!(quoted.unwrap_or(value).chars().all(octet), "{line}");
    let attributes: Vec<_> = parts.collect();
    let known = ["Path=/", "Domain=", "Secure", "HttpOnly", "SameSite=", "Partitioned"];
    let lifetime = ["Max-Age=", "Expires="];
    for attribute in &attributes {
        let starts = |known: &&str| attribute.starts_with(*known);
        assert!(known.iter().chain(&lifetime).any(starts), "{line}");
        assert!(!attribute.contains(';') && !attribute.chars().any(char::is_control), "{line}");
    }
    (name, value, attributes)
}

/// Text that is likely to break out of where it is put.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "[!-~]{0,12}",
        "\\PC{0,12}",
        "[ -~]{0,6}(; Domain=evil\\.example|\r\nSet-Cookie: a=b|\u{0}|,|\"){0,2}[ -~]{0,6}",
        "__(Host|Secure|Http|host-HTTP)-[a-z]{0,3}",
        "/[a-z;= ]{0,8}",
    ]
}

/// Mostly what a rule allows, so that the other rules are reached.
fn mostly(legal: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![4 => legal, 1 => hostile()]
}

proptest! {
    #[test]
    fn a_value_is_sent_as_it_is_or_refused(value in hostile()) {
        let legal = |v: &str| v.chars().all(|c| c.is_ascii_graphic() && !"\",;\\".contains(c));
        let inner = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
        match PLAIN.value(&value) {
            Ok(cookie) => {
                let line = line(cookie);
                let (name, sent, attributes) = parsed(&line);
                prop_assert_eq!((name, sent), ("plain", value.as_str()));
                prop_assert_eq!(attributes, ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"]);
            }
            Err(rule) => {
                prop_assert_eq!(rule, CookieError::InvalidValue);
                prop_assert!(!legal(inner.unwrap_or(&value)));
            }
        }
    }

    #[test]
    fn percent_encoded_text_comes_back(text in hostile()) {
        let cookie = PLAIN.percent_encoded(&text).unwrap();
        let field = format!("a=1; plain={}; b=2", cookie.value());
        parsed(&line(cookie));
        let res = with_cookies(&field);
        prop_assert_eq!(res.cookies().percent_decoded(&PLAIN).unwrap().unwrap(), text);
        drop(res);
    }

    #[test]
    fn a_dynamic_cookie_is_sent_as_it_is_or_refused(
        name in mostly("(__Host-|__Secure-)?[a-z]{1,4}"),
        value in mostly("\"?[!-+--:<-\\[\\]-~]{0,8}\"?"),
        path in mostly("/[a-z]{0,4}"),
        domain in proptest::option::of(mostly("[a-z]{1,4}\\.example")),
        (secure, http_only, partitioned) in any::<(Option<bool>, Option<bool>, Option<bool>)>(),
        (age, at) in (any::<Option<i32>>(), any::<Option<u32>>()),
    ) {
        let mut cookie = Cookie::new(name, value);
        cookie.set_path(path);
        if let Some(domain) = domain {
            cookie.set_domain(domain);
        }
        cookie.set_secure(secure);
        cookie.set_http_only(http_only);
        cookie.set_partitioned(partitioned);
        cookie.set_max_age(age.map(|age| cookie::time::Duration::seconds(age.into())));
        if let Some(Ok(at)) = at.map(|at| cookie::time::OffsetDateTime::from_unix_timestamp(at.into())) {
            cookie.set_expires(at);
        }
        if let Ok(set) = SetCookie::try_from(cookie.clone()) {
            let line = line(set);
            let (name, value, attributes) = parsed(&line);
            prop_assert_eq!((name, value), (cookie.name(), cookie.value()));
            let attribute = |name: &str| attributes.iter().find_map(|a| a.strip_prefix(name));
            prop_assert_eq!(attribute("Path="), cookie.path());
            let domain = cookie.domain().map(str::to_ascii_lowercase);
            prop_assert_eq!(attribute("Domain="), domain.as_deref());
            prop_assert_eq!(attributes.contains(&"HttpOnly"), http_only == Some(true));
            prop_assert_eq!(attributes.contains(&"Partitioned"), partitioned == Some(true));
            let is_secure = secure.unwrap_or(partitioned == Some(true));
            prop_assert_eq!(attributes.contains(&"Secure"), is_secure);
            let age = age.filter(|age| *age > 0).map(|age| age.to_string());
            prop_assert_eq!(attribute("Max-Age="), age.as_deref());
            // What another implementation makes of it.
            let again = Cookie::parse(line.as_str()).unwrap();
            prop_assert_eq!(again.path(), cookie.path());
            prop_assert_eq!(again.domain(), domain.as_deref());
            prop_assert_eq!(again.expires_datetime().is_some(), attribute("Expires=").is_some());
            prop_assert!(attribute("Max-Age=").is_none_or(|age| !age.starts_with('0')));
        }
    }

    /// Against the parser of the cookie crate, which knows the same pairs.
    #[test]
    fn a_request_is_read_as_the_cookie_crate_reads_it(field in "[a-c=; \"!-~]{0,40}") {
        let res = with_cookies(&field);
        let ours: Vec<_> = res.cookies().iter().collect();
        let theirs = Cookie::split_parse(field.as_str()).filter_map(Result::ok);
        let theirs: Vec<_> = theirs.map(|c| (c.name().to_owned(), c.value().to_owned())).collect();
        let theirs: Vec<_> = theirs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        prop_assert_eq!(&ours, &theirs);
        for (name, _) in &ours {
            let first = ours.iter().find(|pair| pair.0 == *name).unwrap().1;
            prop_assert_eq!(res.cookies().get(name), Some(first));
        }
        drop(res);
    }

    /// As if each pair were split, in fields shorter and longer than what is compared at once.
    #[test]
    fn a_cookie_is_found_wherever_it_stands(
        field in "([ab; \t=]{0,3}|(; )?a[ab]{0,2}=[ab]{0,9}){0,24}",
        name in "[ab=]{0,3}",
    ) {
        let res = with_cookies(field.trim());
        let first = res.cookies().iter().find(|pair| pair.0 == name).map(|pair| pair.1);
        prop_assert_eq!(res.cookies().get(&name), first);
        drop(res);
    }

    #[test]
    fn no_field_panics(field in proptest::collection::vec(any::<u8>(), 0..80)) {
        if let Ok(field) = HeaderValue::from_bytes(&field) {
            let request = Request::builder().header("cookie", field).body(()).unwrap();
            let res = Response::<Head>::for_request(&request);
            for (name, _) in res.cookies().iter() {
                prop_assert!(res.cookies().get(name).is_some());
                let _ = res.cookies().percent_decoded(name);
            }
            drop(res);
        }
    }
}
