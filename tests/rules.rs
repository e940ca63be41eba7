//! The rules of RFC 6265bis for cookies, each where it begins and ends to hold.

mod support;

use std::time::Duration;

use cookie::{Cookie, SameSite};
use headfirst::cookie::CookieError;
use headfirst::{CookieDef, Head, Response, SetCookie};
use http::Request;
use support::set_cookies;

/// The line that a response with this cookie has.
fn line(cookie: SetCookie) -> String {
    let response = Response::<Head>::new().with_cookie(cookie).unwrap().send("");
    set_cookies(response.headers())[0].to_owned()
}

/// What is wrong with a definition that has this domain.
fn domain(domain: &str) -> Option<CookieError> {
    CookieDef::plain("a").domain(domain.to_owned().leak()).build().err()
}

#[test]
fn a_domain_is_labels_of_letters_digits_and_inner_hyphens() {
    let (longest, long) = ("x".repeat(63), "x".repeat(64));
    let most = format!("{longest}.{longest}.{longest}.{longest}");
    let legal = ["example.com", "a", "1.2", "a-b.c--d", &longest, &format!("a.{longest}"), &most];
    for legal in legal {
        assert_eq!(domain(legal), None, "{legal}");
    }
    let illegal =
        ["", ".", "a.", ".a", "a..b", "-a", "a-", "ab.-cd", "ab.cd-", "a_b", "a;b", &long];
    for illegal in illegal {
        assert_eq!(domain(illegal), Some(CookieError::Domain), "{illegal}");
    }
    assert_eq!(domain(&format!("{long}.a")), Some(CookieError::Domain));
    assert_eq!(domain(&format!("a.{most}")), Some(CookieError::Domain), "257 octets");
}

#[test]
fn a_path_is_absolute_and_has_a_thousand_octets() {
    let path =
        |path: &str| CookieDef::plain("a").path(path.to_owned().leak()).build().map(|_| ()).err();
    for legal in ["/", "/a b", "/a,b=\"c\"", &format!("/{}", "p".repeat(1023))] {
        assert_eq!(path(legal), None, "{legal}");
    }
    for illegal in ["", "a", "/a ", "/a;b", "/\u{7f}", "/é", &format!("/{}", "p".repeat(1024))] {
        assert_eq!(path(illegal), Some(CookieError::Path), "{illegal}");
    }
}

#[test]
fn a_definition_lives_for_a_second_to_400_days() {
    let age = |age| CookieDef::plain("a").max_age(age).build();
    let days_400 = Duration::from_secs(400 * 86_400);
    let nearly = Duration::from_millis(999);
    for illegal in [Duration::ZERO, nearly, days_400 + Duration::from_secs(1), Duration::MAX] {
        assert_eq!(age(illegal).unwrap_err(), CookieError::Lifetime, "{illegal:?}");
    }
    let legal = [1, 9, 10, 11, 99, 100, 101, 86_400, 34_560_000];
    for seconds in legal {
        let cookie = age(Duration::from_secs(seconds)).unwrap().value("1").unwrap();
        let expected = format!("a=1; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
        assert_eq!(line(cookie), expected);
    }
}

/// What is wrong with a definition of this name, by each constructor.
fn by_constructor(name: &'static str) -> [Option<CookieError>; 5] {
    [
        CookieDef::plain(name).build().err(),
        CookieDef::secure(name).build().err(),
        CookieDef::host(name).build().err(),
        CookieDef::http(name).build().err(),
        CookieDef::host_http(name).build().err(),
    ]
}

#[test]
fn each_prefix_has_a_constructor_of_its_own() {
    let prefixes = ["", "__Secure-", "__Host-", "__Http-", "__Host-Http-"];
    for (at, prefix) in prefixes.into_iter().enumerate() {
        let name = format!("{prefix}a").leak();
        let fits: Vec<_> = by_constructor(name).iter().map(Option::is_none).collect();
        assert_eq!(fits, (0..5).map(|other| other == at).collect::<Vec<_>>(), "{name}");
        let in_other_case = prefix.to_ascii_uppercase() + "a";
        let fits = by_constructor(in_other_case.leak()).contains(&None);
        assert_eq!(fits, prefix.is_empty(), "{prefix} is read without case, and written with it");
    }
    assert_eq!(by_constructor("a")[1], Some(CookieError::PrefixMissing));
    assert_eq!(by_constructor("__Host-a")[0], Some(CookieError::PrefixOfOtherKind));
    assert_eq!(by_constructor("__Host-Http-a")[2], Some(CookieError::PrefixOfOtherKind));
}

#[test]
fn a_dynamic_cookie_keeps_what_its_prefix_promises() {
    let secure = ["__Secure-a", "__Host-a", "__Http-a", "__Host-Http-a", "__hOsT-a"];
    for name in secure {
        let cookie = SetCookie::try_from(Cookie::build((name, "1")).path("/").http_only(true));
        assert_eq!(cookie.unwrap_err(), CookieError::PrefixNeedsSecure, "{name}");
    }
    let rest =
        |cookie: cookie::CookieBuilder<'static>| SetCookie::try_from(cookie.secure(true)).err();
    for name in ["__Http-a", "__Host-Http-a"] {
        let cookie = Cookie::build((name, "1")).path("/");
        assert_eq!(rest(cookie.clone()), Some(CookieError::PrefixNeedsHttpOnly), "{name}");
        assert_eq!(rest(cookie.http_only(true)), None, "{name}");
    }
    for name in ["__Host-a", "__Host-Http-a"] {
        let cookie = Cookie::build((name, "1")).http_only(true);
        assert_eq!(rest(cookie.clone()), Some(CookieError::PrefixNeedsRootPath), "{name}");
        let cookie = cookie.path("/");
        assert_eq!(rest(cookie.clone()), None, "{name}");
        assert_eq!(rest(cookie.domain("a.b")), Some(CookieError::PrefixForbidsDomain), "{name}");
    }
}

#[test]
fn what_implies_secure_is_secure_unless_that_is_denied() {
    let cross_site = Cookie::build(("a", "1")).same_site(SameSite::None);
    let partitioned = Cookie::build(("a", "1")).partitioned(true);
    for (cookie, error, attribute) in [
        (cross_site, CookieError::CrossSiteNeedsSecure, "SameSite=None"),
        (partitioned, CookieError::PartitionedNeedsSecure, "Partitioned"),
    ] {
        let implied = SetCookie::try_from(cookie.clone()).unwrap();
        assert_eq!(line(implied), format!("a=1; Secure; {attribute}"));
        assert_eq!(SetCookie::try_from(cookie.secure(false)), Err(error));
    }
    assert_eq!(line(SetCookie::try_from(Cookie::new("a", "1")).unwrap()), "a=1");
}

#[test]
fn a_lifetime_of_zero_is_an_expiry_in_the_past_whatever_the_expiry_says() {
    let later = cookie::time::OffsetDateTime::now_utc() + Duration::from_secs(60);
    let cookie = Cookie::build(("a", "1")).max_age(cookie::time::Duration::ZERO).expires(later);
    let cookie = SetCookie::try_from(cookie).unwrap();
    assert_eq!(line(cookie), "a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
}

#[test]
fn encoded_values_have_one_form() {
    let def = CookieDef::plain("a").build().unwrap();
    let percent = def.percent_encoded("100% \"é\"").unwrap();
    assert_eq!(percent.value(), "100%25%20%22%C3%A9%22");
    let base64 = def.base64url(b"\xfb\xff\x00").unwrap();
    assert_eq!(base64.value(), "-_8A");

    let read = |value: &str| {
        let request = Request::builder().header("cookie", format!("a={value}")).body(()).unwrap();
        Response::<Head>::to(&request).cookies().base64url(&def).unwrap()
    };
    assert_eq!(read(base64.value()).unwrap(), b"\xfb\xff\x00");
    for other in ["+/8A", "-_8A=", "A", "AAAAA", "-_9"] {
        assert_eq!(read(other), Err(CookieError::Value), "{other}");
    }
    assert!(Response::<Head>::new().cookies().base64url(&def).is_none());
}

#[test]
fn names_are_shown_and_values_are_not() {
    let draft = CookieDef::plain("token");
    let shown = [
        format!("{:?}", CookieDef::plain("token")),
        format!("{:?}", draft.build().unwrap()),
        format!("{:?}", SetCookie::try_from(Cookie::new("token", "secret")).unwrap()),
        {
            let request = Request::builder().header("cookie", "token=secret").body(()).unwrap();
            format!("{:?}", Response::<Head>::to(&request))
        },
    ];
    for shown in shown {
        assert!(shown.contains("token") && !shown.contains("secret"), "{shown}");
    }
}
