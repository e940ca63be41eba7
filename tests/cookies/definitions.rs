//! Cookie definitions: setting, reading and removing any value, by the grammar of RFC 6265bis.

use std::borrow::Cow;
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;
use std::thread;
use std::time::Duration;

use cookie::Cookie;
use headfirst::cookie::{CookieError, PercentEncoded, ReadCookieError, SameSite, capped_max_age};
use headfirst::{CookieDef, Head, Response, SetCookie, cookie_def};
use http::{HeaderValue, Request};
use proptest::prelude::*;

use crate::support::{at_head, cookie, set_cookies};

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
const TEXT: CookieDef<PercentEncoded> =
    cookie_def!(CookieDef::new("text").without_same_site().permanent());
const BYTES: CookieDef<[u8]> = cookie_def!(CookieDef::new("bytes"));
const COUNT: CookieDef<PercentEncoded<u8>> = cookie_def!(CookieDef::new("count"));

fn with_cookies(field: &str) -> Response<Head> {
    let field = HeaderValue::from_bytes(field.as_bytes()).unwrap();
    Response::for_request(&Request::builder().header("cookie", field).body(()).unwrap())
}

/// Returns the `Set-Cookie` value of a response with this cookie.
fn line(cookie: SetCookie) -> String {
    let response = Response::<Head>::new().with_cookie(cookie).unwrap().send("");
    set_cookies(response.headers())[0].to_owned()
}

#[test]
fn a_definition_writes_its_attributes() {
    for (cookie, expected) in [
        (PLAIN.value("v"), "plain=v; Path=/; Secure; HttpOnly; SameSite=Lax"),
        (HOST.value("v"), "__Host-token=v; Path=/; Secure; HttpOnly; SameSite=Strict"),
        (VISITS.value(7), "visits=7; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=86400"),
        (
            EVERY.value("\"v\""),
            "__Secure-all=\"v\"; Path=/app; Domain=example.com; Secure; SameSite=None; \
             Partitioned; Max-Age=34560000",
        ),
        (OPEN.value(""), "open=; Path=/; SameSite=Lax"),
        (HTTP.value("v"), "__Http-a=v; Path=/a; Secure; HttpOnly; SameSite=Lax"),
        (HOST_HTTP.value("v"), "__Host-Http-a=v; Path=/; Secure; HttpOnly; SameSite=Lax"),
        (TEXT.value("1, 2"), "text=1%2C%202; Path=/; Secure; HttpOnly; Max-Age=34560000"),
        (BYTES.value([0xfb, 0xff]), "bytes=-_8; Path=/; Secure; HttpOnly; SameSite=Lax"),
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
fn a_definition_created_at_run_time_is_checked_at_run_time() {
    let built = CookieDef::new("name with spaces").build();
    assert_eq!(built.unwrap_err(), CookieError::InvalidName);
    let built = CookieDef::new("a").max_age(DAY * 401).build();
    assert_eq!(built.unwrap_err(), CookieError::InvalidMaxAge);
    assert_eq!(CookieDef::new(&"x".repeat(4097)).build().unwrap_err(), CookieError::TooLong);
    let built = CookieDef::host_prefix("__Host-token").build().unwrap();
    let expected = "__Host-token=7; Path=/; Secure; HttpOnly; SameSite=Lax";
    assert_eq!(line(built.value("7").unwrap()), expected);
    assert_eq!(line(built.typed::<u32>().value(7).unwrap()), expected);
}

/// A value with `Display` and `FromStr`.
#[derive(Clone, Debug, PartialEq)]
struct User {
    id: u32,
    name: String,
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.name)
    }
}

impl FromStr for User {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let (id, name) = text.split_once(' ').unwrap_or_default();
        Ok(Self { id: id.parse()?, name: name.to_owned() })
    }
}

const USER: CookieDef<PercentEncoded<User>> = cookie_def!(CookieDef::new("user"));

#[test]
#[allow(clippy::needless_borrows_for_generic_args, reason = "both are tested")]
fn a_value_can_be_passed_by_value_or_by_reference() {
    let (n, text) = (6_u32, String::from("v"));
    let visits = [VISITS.value(n + 1), VISITS.value(&(n + 1)), VISITS.value(7)];
    assert!(visits.iter().all(|cookie| cookie == &visits[0]));
    let cow: Cow<'_, str> = Cow::Borrowed("v");
    let plain = [
        PLAIN.value("v"),
        PLAIN.value(&text),
        PLAIN.value(text.as_str()),
        PLAIN.value(text.clone()),
        PLAIN.value(&cow),
        PLAIN.value(cow.clone()),
    ];
    assert!(plain.iter().all(|cookie| cookie == &plain[0]));
    let bytes = [BYTES.value([1, 2]), BYTES.value(b"\x01\x02"), BYTES.value(vec![1, 2])];
    assert!(bytes.iter().all(|cookie| cookie == &bytes[0]));
    let user = User { id: 7, name: "Ada, Countess".to_owned() };
    assert_eq!(USER.value(&user), USER.value(user.clone()));
    let res = at_head().with_cookie(USER.value(&user)).unwrap();
    assert_eq!(res.cookies().get(&USER), Some(user));
    assert_eq!(res.cookies().get("user"), Some("7%20Ada%2C%20Countess"));
    drop(res);
}

/// A value whose `Display` fails is an error, and not a panic.
#[test]
fn a_value_that_cannot_be_shown_is_an_error() {
    struct Failing;
    impl fmt::Display for Failing {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            Err(fmt::Error)
        }
    }
    impl FromStr for Failing {
        type Err = fmt::Error;
        fn from_str(_: &str) -> Result<Self, fmt::Error> {
            Ok(Self)
        }
    }
    const FAILING: CookieDef<Failing> = cookie_def!(CookieDef::new("failing"));
    assert_eq!(FAILING.value(Failing), Err(CookieError::InvalidValue));
    const SPACED: CookieDef<User> = cookie_def!(CookieDef::new("user"));
    let user = User { id: 7, name: "Ada".to_owned() };
    assert_eq!(SPACED.value(user), Err(CookieError::InvalidValue));
}

/// Returns a definition that owns its text.
fn owned(name: &str, path: &str, domain: Option<&str>) -> Result<CookieDef, CookieError> {
    let (name, path) = (name.to_owned(), path.to_owned());
    let domain = domain.map(str::to_owned);
    let draft = CookieDef::secure_prefix(&name).path(&path);
    let draft = match &domain {
        Some(domain) => draft.domain(domain),
        None => draft,
    };
    draft.max_age(DAY).build()
}

#[test]
fn a_definition_from_configuration_works_like_a_constant() {
    const CONSTANT: CookieDef = cookie_def!(
        CookieDef::secure_prefix("__Secure-cart").path("/shop").domain("Shop.example").max_age(DAY)
    );
    let cart = owned("__Secure-cart", "/shop", Some("Shop.example")).unwrap();
    let other = cart.clone();
    let (set, removed) = thread::spawn(move || {
        let mut res = Response::<Head>::new();
        let removed = res.remove_cookie(&other).unwrap().cookies().get(&other).is_none();
        drop(res.no_content());
        (line(other.value("7").unwrap()), removed)
    })
    .join()
    .unwrap();
    assert_eq!(set, line(CONSTANT.value("7").unwrap()));
    assert!(removed);
    // Both define the same cookie: each reads and removes the cookie that the other set.
    let mut res = with_cookies("__Secure-cart=1");
    assert_eq!(res.cookies().get(&cart), Some("1"));
    res.set_cookie(cart.value("2")).unwrap();
    assert_eq!(res.cookies().get(&CONSTANT), Some("2"));
    res.remove_cookie(&CONSTANT).unwrap();
    assert_eq!(res.cookies().get(&cart), None);
    res.remove_cookie(&cart).unwrap();
    assert_eq!(set_cookies(res.send("").headers()).len(), 1);
    let counts = cart.typed::<u32>();
    assert_eq!(counts.value(7).unwrap().value(), "7");
    assert_eq!(counts.name(), "__Secure-cart");
}

/// Created from a literal, so that a reference to it is `'static`.
#[test]
fn a_constant_definition_can_be_borrowed_for_static() {
    fn of(is_plain: bool) -> &'static CookieDef {
        if is_plain { &PLAIN } else { &HOST }
    }
    assert_eq!([of(true).name(), of(false).name()], ["plain", "__Host-token"]);
}

#[test]
fn a_lifetime_is_capped_only_if_requested() {
    let age = |definition: CookieDef| {
        let line = line(definition.value("").unwrap());
        line.split_once("Max-Age=").unwrap().1.parse::<u64>().unwrap()
    };
    let longest = 34_560_000;
    assert_eq!(age(CookieDef::new("a").permanent().build().unwrap()), longest);
    for (asked, given) in [
        (Duration::from_secs(60), 60),
        (Duration::from_secs(longest - 1), longest - 1),
        (Duration::from_secs(longest + 1), longest),
        (Duration::MAX, longest),
    ] {
        assert_eq!(age(CookieDef::new("a").capped_max_age(asked).build().unwrap()), given);
    }
    let zero = CookieDef::new("a").capped_max_age(Duration::ZERO).build();
    assert_eq!(zero.unwrap_err(), CookieError::InvalidMaxAge, "not capped, and a removal");
    // 20 years, and an `Expires` that `Max-Age` overrides.
    let mut permanent = Cookie::new("a", "Hello, world");
    permanent.make_permanent();
    assert_eq!(SetCookie::percent_encoded(permanent.clone()), Err(CookieError::InvalidMaxAge));
    let capped = SetCookie::percent_encoded(capped_max_age(permanent)).unwrap();
    assert!(line(capped).starts_with("a=Hello%2C%20world; Max-Age=34560000; Expires="));
    for cookie in [Cookie::build("a").max_age(cookie::time::Duration::days(1)), Cookie::build("a")]
    {
        assert_eq!(capped_max_age(cookie.clone()), cookie.build(), "shorter, or a session cookie");
    }
}

#[test]
fn same_site_can_be_omitted_when_setting_and_removing() {
    const ANY: CookieDef = cookie_def!(CookieDef::new("any").without_same_site());
    assert_eq!(line(ANY.value("v").unwrap()), "any=v; Path=/; Secure; HttpOnly");
    let mut res = at_head();
    res.remove_cookie(&ANY).unwrap();
    let expected = "any=; Path=/; Secure; HttpOnly; Expires=Thu, 01 Jan 1970 00:00:01 GMT";
    assert_eq!(set_cookies(res.send("").headers()), [expected]);
    // The last call counts.
    let strict = CookieDef::new("a").without_same_site().same_site(SameSite::Strict);
    assert!(line(strict.build().unwrap().value("").unwrap()).ends_with("; SameSite=Strict"));
}

#[test]
fn a_missing_cookie_is_not_an_invalid_value() {
    assert_eq!(with_cookies("other=1").cookies().try_get(&VISITS), Ok(None));
    let seven = with_cookies("visits=seven");
    assert_eq!(seven.cookies().try_get(&VISITS), Err(ReadCookieError::InvalidValue));
    assert_eq!(seven.cookies().get(&VISITS), None);
    assert_eq!(seven.cookies().get(VISITS.name()), Some("seven"));
    assert_eq!(with_cookies("a=b; visits=7").cookies().try_get(&VISITS), Ok(Some(7)));
    let encoded = with_cookies("text=%ff; bytes=!; count=%37; a=100%25+%2 %zz");
    let cookies = encoded.cookies();
    assert_eq!(cookies.try_get(&TEXT), Err(ReadCookieError::InvalidEncoding));
    assert_eq!(cookies.try_get(&BYTES), Err(ReadCookieError::InvalidEncoding));
    assert_eq!(cookies.try_get(&COUNT), Ok(Some(7)));
    assert_eq!(cookies.percent_decoded("text").map(|text| text.is_err()), Some(true));
    assert_eq!(cookies.percent_decoded("a").unwrap().unwrap(), "100%+%2 %zz");
    drop((seven, encoded));
}

#[test]
fn the_length_of_name_and_value_is_bounded() {
    assert!(PLAIN.value("v".repeat(4091)).is_ok());
    assert_eq!(PLAIN.value("v".repeat(4092)), Err(CookieError::TooLong));
    assert_eq!(TEXT.value(" ".repeat(1365)), Err(CookieError::TooLong));
    assert!(TEXT.value(" ".repeat(1364)).is_ok());
    assert_eq!(BYTES.value([0; 3069]), Err(CookieError::TooLong));
    assert!(BYTES.value([0; 3068]).is_ok());
    let owned = CookieDef::new(&"n".repeat(4096)).build().unwrap();
    assert!(owned.value("").is_ok());
    assert_eq!(owned.value("v"), Err(CookieError::TooLong));
}

#[test]
fn an_invalid_byte_in_a_value_is_rejected_at_every_position() {
    for byte in (0..=127).map(char::from) {
        let is_legal = byte.is_ascii_graphic() && !"\",;\\".contains(byte);
        for at in 0..40 {
            let value: String = (0..40).map(|i| if i == at { byte } else { 'v' }).collect();
            assert_eq!(PLAIN.value(&value).is_ok(), is_legal, "{byte:?} at {at}");
        }
    }
}

#[test]
fn a_scope_of_any_valid_length_is_written() {
    for len in 1..=1024 {
        let path = format!("/{}", "p".repeat(len - 1));
        for domain in ["", "example.com"] {
            let draft =
                CookieDef::secure_prefix("__Secure-a").path(&path).same_site(SameSite::Strict);
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

/// Parses a line by RFC 6265bis §4.1.1, independently of the library.
///
/// Returns the name, the value and the attributes.
fn parsed(line: &str) -> (&str, &str, Vec<&str>) {
    let mut parts = line.split("; ");
    let (name, value) = parts.next().unwrap().split_once('=').unwrap();
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    assert!(!name.is_empty() && name.chars().all(token), "{line}");
    let quoted = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
    let is_legal = |c: char| c.is_ascii_graphic() && !"\",;\\".contains(c);
    assert!(quoted.unwrap_or(value).chars().all(is_legal), "{line}");
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

/// Generates text that is likely to break out of its attribute or value.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "[!-~]{0,12}",
        "\\PC{0,12}",
        "[ -~]{0,6}(; Domain=evil\\.example|\r\nSet-Cookie: a=b|\u{0}|,|\"){0,2}[ -~]{0,6}",
        "__(Host|Secure|Http|host-HTTP)-[a-z]{0,3}",
        "/[a-z;= ]{0,8}",
    ]
}

/// Mostly allowed by this rule, so that the other rules are reached.
fn mostly(legal: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![4 => legal, 1 => hostile()]
}

/// Names are first compared by a hash, which is the same for these two.
#[test]
fn two_cookie_names_with_one_hash_are_distinct() {
    let mut res = at_head();
    res.set_cookie(cookie("aaaf", "1")).unwrap().set_cookie(cookie("caag", "2")).unwrap();
    assert_eq!((res.cookies().get("aaaf"), res.cookies().get("caag")), (Some("1"), Some("2")));
    let response = res.send("");
    assert_eq!(set_cookies(response.headers()), ["aaaf=1; Path=/", "caag=2; Path=/"]);
}

proptest! {
    /// Sent as defined, or rejected by the same rule as the same cookie of the cookie crate.
    #[test]
    fn an_owned_definition_is_sent_as_defined_or_rejected(
        name in mostly("__Secure-[a-z]{1,4}"),
        path in mostly("/[a-z]{0,4}"),
        domain in proptest::option::of(mostly("[a-zA-Z]{1,4}\\.example")),
        value in mostly("[!-+--:<-\\[\\]-~]{0,8}"),
    ) {
        let mut dynamic = Cookie::build((name.clone(), value.clone())).path(path.clone());
        dynamic = dynamic.secure(true).http_only(true).same_site(SameSite::Lax);
        dynamic = dynamic.max_age(cookie::time::Duration::days(1));
        if let Some(domain) = &domain {
            dynamic = dynamic.domain(domain.clone());
        }
        let dynamic = SetCookie::try_from(dynamic);
        match owned(&name, &path, domain.as_deref()) {
            Ok(definition) => match definition.value(&value) {
                Ok(set) => prop_assert_eq!(line(set), line(dynamic.unwrap())),
                Err(rule) => prop_assert_eq!(Err(rule), dynamic),
            },
            Err(CookieError::PrefixMissing | CookieError::UnexpectedPrefix) => {
                prop_assert!(!name.starts_with("__Secure-"), "{}", name);
            }
            // The cookie crate removes the dot.
            Err(CookieError::InvalidDomain) if domain.is_some_and(|domain| domain.starts_with('.')) => {}
            Err(rule) => prop_assert!(dynamic == Err(rule) || dynamic == Err(CookieError::InvalidValue)),
        }
    }

    #[test]
    fn a_value_is_sent_unchanged_or_rejected(value in hostile()) {
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
    fn percent_encoded_text_round_trips(text in hostile()) {
        let cookie = TEXT.value(&text).unwrap();
        let dynamic = SetCookie::percent_encoded(Cookie::new("text", text.as_str())).unwrap();
        prop_assert_eq!(dynamic.value(), cookie.value());
        let field = format!("a=1; text={}; b=2", cookie.value());
        parsed(&line(cookie));
        let res = with_cookies(&field);
        prop_assert_eq!(res.cookies().try_get(&TEXT), Ok(Some(text.clone())));
        prop_assert_eq!(res.cookies().percent_decoded("text").unwrap().unwrap(), text.as_str());
        // The cookie crate reads the same text.
        let theirs = Cookie::split_parse_encoded(field.as_str()).filter_map(Result::ok);
        let theirs = theirs.filter(|cookie| cookie.name() == "text").map(|c| c.value().to_owned());
        prop_assert_eq!(theirs.collect::<Vec<_>>(), [text]);
        drop(res);
    }

    #[test]
    fn bytes_round_trip(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let cookie = BYTES.value(&bytes).unwrap();
        let res = with_cookies(&format!("bytes={}", cookie.value()));
        parsed(&line(cookie));
        prop_assert_eq!(res.cookies().get(&BYTES), Some(bytes));
        drop(res);
    }

    #[test]
    fn a_dynamic_cookie_is_sent_unchanged_or_rejected(
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
            // Another implementation parses the line.
            let again = Cookie::parse(line.as_str()).unwrap();
            prop_assert_eq!(again.path(), cookie.path());
            prop_assert_eq!(again.domain(), domain.as_deref());
            prop_assert_eq!(again.expires_datetime().is_some(), attribute("Expires=").is_some());
            prop_assert!(attribute("Max-Age=").is_none_or(|age| !age.starts_with('0')));
        }
    }

    /// The parser of the cookie crate is the oracle.
    #[test]
    fn cookies_are_read_as_by_the_cookie_crate(field in "[a-c=; \"!-~]{0,40}") {
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

    /// The oracle splits each pair. Some headers are shorter, some longer than one vector comparison.
    #[test]
    fn a_cookie_is_found_at_every_position(
        field in "([ab; \t=]{0,3}|(; )?a[ab]{0,2}=[ab]{0,9}){0,24}",
        name in "[ab=]{0,3}",
    ) {
        let res = with_cookies(field.trim());
        let first = res.cookies().iter().find(|pair| pair.0 == name).map(|pair| pair.1);
        prop_assert_eq!(res.cookies().get(&name), first);
        drop(res);
    }

    #[test]
    fn no_cookie_header_panics(field in proptest::collection::vec(any::<u8>(), 0..80)) {
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
