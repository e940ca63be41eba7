//! The rules of RFC 6265bis for cookies, each tested at its limits.

use std::time::Duration;

use headfirst::cookie::{Cookie, CookieError, PercentEncoded, ReadCookieError, SameSite};
use headfirst::{CookieDef, Head, Response, SetCookie};
use http::Request;

use crate::support::set_cookies;

/// Returns the `Set-Cookie` value of a response with this cookie.
fn line(cookie: SetCookie) -> String {
    let response = Response::<Head>::new().with_cookie(cookie).unwrap().send("");
    set_cookies(response.headers())[0].to_owned()
}

/// Returns the error of a definition with this domain.
fn domain(domain: &str) -> Option<CookieError> {
    CookieDef::new("a").domain(domain).build().err()
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
        assert_eq!(domain(illegal), Some(CookieError::InvalidDomain), "{illegal}");
    }
    assert_eq!(domain(&format!("{long}.a")), Some(CookieError::InvalidDomain));
    assert_eq!(domain(&format!("a.{most}")), Some(CookieError::InvalidDomain), "257 bytes");
}

#[test]
fn a_path_is_absolute_and_has_at_most_a_thousand_bytes() {
    let path = |path: &str| CookieDef::new("a").path(path).build().map(|_| ()).err();
    for legal in ["/", "/a,b='c'", "/a/", "//", "/a%20b", &format!("/{}", "p".repeat(1023))] {
        assert_eq!(path(legal), None, "{legal}");
    }
    for illegal in ["", "a", "/a ", "/a;b", "/\u{7f}", "/é", &format!("/{}", "p".repeat(1024))] {
        assert_eq!(path(illegal), Some(CookieError::InvalidPath), "{illegal}");
    }
}

/// A client normalizes the path of a request before it compares it with that of a cookie.
#[test]
fn a_path_that_no_client_sends_is_rejected() {
    let path = |path: &str| CookieDef::new("a").path(path).build().map(|_| ()).err();
    for illegal in ["?b", "#b", " b", "\\b", "\"", "<", ">", "{", "}", "`"] {
        assert_eq!(path(&format!("/a{illegal}")), Some(CookieError::InvalidPath), "{illegal}");
        let dynamic = Cookie::build(("a", "1")).path(format!("/a{illegal}"));
        assert_eq!(SetCookie::try_from(dynamic), Err(CookieError::InvalidPath), "{illegal}");
    }
    let dots = ["/.", "/..", "/a/.", "/a/..", "/./a", "/a/../b", "/%2e", "/%2E.", "/a/.%2e/b"];
    for illegal in dots {
        assert_eq!(path(illegal), Some(CookieError::InvalidPath), "{illegal}");
    }
    for legal in ["/...", "/.a", "/a.", "/a/..b", "/a.b/c", "/%2e%2e%2e", "/%2", "/%2f"] {
        assert_eq!(path(legal), None, "{legal}");
    }
}

#[test]
fn a_domain_is_sent_in_lower_case() {
    let long = format!("{}.{}.Example.COM", "A".repeat(60), "b".repeat(60)).leak();
    for domain in ["Example.COM", long] {
        let made = CookieDef::new("a").domain(domain).build().unwrap();
        let dynamic = Cookie::build(("a", "1")).path("/A").domain(domain);
        let expected = format!("Domain={}", domain.to_ascii_lowercase());
        for line in [line(made.value("1").unwrap()), line(SetCookie::try_from(dynamic).unwrap())] {
            assert!(line.contains(&expected), "{line}");
        }
    }
}

/// The limit is the documented one. A cookie that is overridden counts once.
#[test]
fn the_cookies_of_a_response_have_a_total_limit() {
    let long = "x".repeat(4000);
    let set = |res: &mut Response<Head>, name: usize, value: &str| {
        let cookie = Cookie::build((format!("c{name:02}"), value.to_owned())).path("/");
        res.set_cookie(SetCookie::try_from(cookie)).map(drop)
    };
    let mut res = Response::<Head>::new();
    for name in 0..3 {
        set(&mut res, name, &long).unwrap();
        set(&mut res, name, &long).unwrap();
    }
    assert_eq!(set(&mut res, 3, &long), Err(CookieError::TooMuch));
    // Each line is `cNN=`, a value and `; Path=/`, and counts 42 bytes more than its length.
    let left = 14_336 - 3 * (4000 + 12 + 42) - (12 + 42);
    assert_eq!(set(&mut res, 3, &"x".repeat(left + 1)), Err(CookieError::TooMuch));
    set(&mut res, 3, &"x".repeat(left)).unwrap();
    assert_eq!(set(&mut res, 2, &(long.clone() + "x")), Err(CookieError::TooMuch));
    set(&mut res, 3, "").unwrap();
    set(&mut res, 2, &(long + "x")).unwrap();
    assert_eq!(set_cookies(res.send("").headers()).len(), 4);

    let mut res = Response::<Head>::new();
    for name in 0..50 {
        set(&mut res, name, "1").unwrap();
    }
    assert_eq!(set(&mut res, 50, "1"), Err(CookieError::TooMuch));
    set(&mut res, 49, "2").unwrap();
    assert_eq!(set_cookies(res.send("").headers()).len(), 50);
}

/// Both lines are sent, and no third one.
#[test]
fn move_cookie_moves_a_cookie_to_another_scope() {
    let at = |path: &'static str| CookieDef::new("a").path(path).build().unwrap();
    let (old, older, new) = (at("/old"), at("/older"), at("/"));
    let mut res = Response::<Head>::new();
    res.set_cookie(old.value("1")).unwrap();
    res.move_cookie(&old, new.value("2")).unwrap().move_cookie(&older, new.value("3")).unwrap();
    assert_eq!(res.cookies().get("a"), Some("3"));
    assert_eq!(res.cookies().iter().collect::<Vec<_>>(), [("a", "3")]);
    assert_eq!(res.set_cookie(old.value("1")).unwrap_err(), CookieError::ScopeConflict);
    assert_eq!(res.remove_cookie(&at("/x")).unwrap_err(), CookieError::ScopeConflict);
    res.remove_cookie(&old).unwrap().set_cookie(new.value("4")).unwrap();
    let flags = "; Secure; HttpOnly; SameSite=Lax";
    let gone = "; Expires=Thu, 01 Jan 1970 00:00:01 GMT";
    let expected = [
        format!("a=; Path=/old{flags}{gone}"),
        format!("a=4; Path=/{flags}"),
        format!("a=; Path=/older{flags}{gone}"),
    ];
    assert_eq!(set_cookies(res.send("").headers()), expected);
    // A move to the same scope just sets the cookie. If the new cookie is invalid, the old one stays.
    let mut res = Response::<Head>::new();
    res.move_cookie(&new, new.value("2")).unwrap();
    assert!(res.move_cookie(&old, new.value("\n")).is_err());
    let other = CookieDef::new("a").domain("a.example").build().unwrap();
    assert_eq!(res.move_cookie(&old, other.value("2")).unwrap_err(), CookieError::ScopeConflict);
    assert_eq!(set_cookies(res.send("").headers()), [format!("a=2; Path=/{flags}")]);
}

#[test]
fn a_set_cookie_line_of_another_server_is_forwarded_unchanged() {
    let relayed = |line: &[u8]| SetCookie::relayed(http::HeaderValue::from_bytes(line).unwrap());
    let lines: [(&[u8], &str, Option<&str>); 8] = [
        (b"user[name]=ada; Max-Age=99999999; Priority=High", "user[name]", Some("ada")),
        (b" b = {\"id\": 7, \"x\": 1} ; path=/a b", "b", Some("{\"id\": 7, \"x\": 1}")),
        (b"c=\xff; HttpOnly", "c", Some("")),
        (b"nameless", "", Some("nameless")),
        (b"d=1; max-age=-1; expires=Fri, 01 Jan 2100 00:00:00 GMT", "d", None),
        (b"e=1; EXPIRES=Thu, 01-Jan-1970 00:00:00 GMT", "e", None),
        (b"f=1; Max-Age=x; Expires=never", "f", Some("1")),
        (b"g=1; Max-Age=0", "g", None),
    ];
    let mut res = Response::<Head>::new();
    for (line, name, value) in lines {
        let cookie = relayed(line).unwrap();
        assert_eq!(cookie.name(), name);
        res.set_cookie(cookie).unwrap();
        assert_eq!(res.cookies().get(name), value, "{}", String::from_utf8_lossy(line));
    }
    // Several cookies of one name are forwarded as the other server sent them.
    for line in ["s=; Path=/old; Max-Age=0", "s=new; Path=/"] {
        res.set_cookie(relayed(line.as_bytes())).unwrap();
    }
    assert_eq!(res.cookies().get("s"), Some("new"));
    let response = res.send("");
    let sent: Vec<_> = response.headers().get_all("set-cookie").iter().collect();
    assert_eq!(sent.len(), 10);
    for (sent, (line, ..)) in sent.iter().zip(lines) {
        assert_eq!(sent.as_bytes(), line);
    }
    assert_eq!(relayed(&vec![b'x'; 14_336]), Err(CookieError::TooMuch));
}

#[test]
fn a_lifetime_is_between_one_second_and_400_days() {
    let age = |age| CookieDef::new("a").max_age(age).build();
    let days_400 = Duration::from_secs(400 * 86_400);
    let nearly = Duration::from_millis(999);
    for illegal in [Duration::ZERO, nearly, days_400 + Duration::from_secs(1), Duration::MAX] {
        assert_eq!(age(illegal).unwrap_err(), CookieError::InvalidMaxAge, "{illegal:?}");
    }
    let legal = [1, 9, 10, 11, 99, 100, 101, 86_400, 34_560_000];
    for seconds in legal {
        let cookie = age(Duration::from_secs(seconds)).unwrap().value("1").unwrap();
        let expected = format!("a=1; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
        assert_eq!(line(cookie), expected);
    }
}

/// Returns the error of a definition of this name, for each constructor.
fn by_constructor(name: &'static str) -> [Option<CookieError>; 5] {
    [
        CookieDef::new(name).build().err(),
        CookieDef::secure_prefix(name).build().err(),
        CookieDef::host_prefix(name).build().err(),
        CookieDef::http_prefix(name).build().err(),
        CookieDef::host_http_prefix(name).build().err(),
    ]
}

#[test]
fn each_prefix_has_its_own_constructor() {
    let prefixes = ["", "__Secure-", "__Host-", "__Http-", "__Host-Http-"];
    for (at, prefix) in prefixes.into_iter().enumerate() {
        let name = format!("{prefix}a").leak();
        let fits: Vec<_> = by_constructor(name).iter().map(Option::is_none).collect();
        assert_eq!(fits, (0..5).map(|other| other == at).collect::<Vec<_>>(), "{name}");
        let in_other_case = prefix.to_ascii_uppercase() + "a";
        let fits = by_constructor(in_other_case.leak()).contains(&None);
        assert_eq!(
            fits,
            prefix.is_empty(),
            "{prefix} is matched without case, and sent in its own case"
        );
    }
    assert_eq!(by_constructor("a")[1], Some(CookieError::PrefixMissing));
    assert_eq!(by_constructor("__Host-a")[0], Some(CookieError::UnexpectedPrefix));
    assert_eq!(by_constructor("__Host-Http-a")[2], Some(CookieError::UnexpectedPrefix));
}

#[test]
fn a_dynamic_cookie_obeys_the_rules_of_its_prefix() {
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
fn attributes_that_require_secure_set_it_unless_it_is_disabled() {
    let cross_site = Cookie::build(("a", "1")).same_site(SameSite::None);
    let partitioned = Cookie::build(("a", "1")).partitioned(true);
    for (cookie, error, attribute) in [
        (cross_site, CookieError::SameSiteNoneNeedsSecure, "SameSite=None"),
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
    assert_eq!(line(cookie), "a=1; Expires=Thu, 01 Jan 1970 00:00:01 GMT");
}

#[test]
fn encoded_values_have_one_form() {
    let percent = CookieDef::new("a").build().unwrap().typed::<PercentEncoded>();
    let percent = percent.value("100% \"é\"").unwrap();
    assert_eq!(percent.value(), "100%25%20%22%C3%A9%22");
    let def = CookieDef::new("a").build().unwrap().typed::<[u8]>();
    let base64 = def.value(b"\xfb\xff\x00").unwrap();
    assert_eq!(base64.value(), "-_8A");

    let read = |value: &str| {
        let request = Request::builder().header("cookie", format!("a={value}")).body(()).unwrap();
        Response::<Head>::for_request(&request).cookies().try_get(&def).map(Option::unwrap)
    };
    assert_eq!(read(base64.value()).unwrap(), b"\xfb\xff\x00");
    for other in ["+/8A", "-_8A=", "A", "AAAAA", "-_9"] {
        assert_eq!(read(other), Err(ReadCookieError::InvalidEncoding), "{other}");
    }
    assert_eq!(Response::<Head>::new().cookies().try_get(&def), Ok(None));
}

#[test]
fn debug_output_shows_names_but_not_values() {
    let draft = CookieDef::new("token");
    let shown = [
        format!("{:?}", CookieDef::new("token")),
        format!("{:?}", draft.build().unwrap()),
        format!("{:?}", SetCookie::try_from(Cookie::new("token", "secret")).unwrap()),
        {
            let request = Request::builder().header("cookie", "token=secret").body(()).unwrap();
            format!("{:?}", Response::<Head>::for_request(&request))
        },
    ];
    for shown in shown {
        assert!(shown.contains("token") && !shown.contains("secret"), "{shown}");
    }
}
