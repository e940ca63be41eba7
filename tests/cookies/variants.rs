//! Definitions that differ from another one, or by a flag of the configuration.

use std::time::Duration;

use headfirst::cookie::{CookieError, Key, SameSite};
use headfirst::{CookieDef, Head, Response, cookie_def};

use crate::support::at_head;

const DAY: Duration = Duration::from_secs(86_400);
const HOST: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
const VISITS: CookieDef<u32> = cookie_def!(CookieDef::new("visits").max_age(DAY));
const EVERY: CookieDef = cookie_def!(
    CookieDef::secure_prefix("__Secure-all")
        .path("/app")
        .domain("example.com")
        .same_site(SameSite::None)
        .partitioned()
        .max_age(DAY.saturating_mul(400))
);

fn only_cookie(res: Response<Head>) -> String {
    let res = res.send("");
    let lines: Vec<_> = res.headers().get_all("set-cookie").iter().collect();
    let [line] = lines[..] else { panic!("{lines:?}") };
    line.to_str().unwrap().to_owned()
}

#[test]
fn a_definition_with_another_lifetime_is_of_the_same_cookie() {
    for definition in [&HOST, &EVERY] {
        let remembered = definition.with_max_age(DAY * 30).unwrap();
        let plain = only_cookie(at_head().with_cookie(definition.value("b")).unwrap());
        let mut res = at_head().with_cookie(definition.value("a")).unwrap();
        res.set_cookie(remembered.value("b")).unwrap();
        let line = only_cookie(res);
        let without_lifetime = line.strip_suffix("; Max-Age=2592000").unwrap();
        assert_eq!(Some(without_lifetime), plain.split("; Max-Age").next());

        let mut res = at_head().with_cookie(remembered.value("b")).unwrap();
        res.remove_cookie(definition).unwrap();
        assert!(only_cookie(res).contains("=; "), "the removal replaces it");
    }
}

#[test]
fn a_lifetime_is_at_least_a_second_and_at_most_400_days() {
    let second = Duration::from_secs(1);
    for right in [second, DAY * 400, DAY * 400 + Duration::from_millis(999)] {
        assert!(VISITS.with_max_age(right).unwrap().value(7).is_ok());
    }
    for wrong in [Duration::ZERO, Duration::from_millis(999), DAY * 400 + second, Duration::MAX] {
        assert_eq!(VISITS.with_max_age(wrong).unwrap_err(), CookieError::InvalidMaxAge);
    }
}

#[test]
fn a_lifetime_keeps_the_key() {
    let session = HOST.private(Key::generate());
    let remembered = session.with_max_age(DAY).unwrap();
    let mut res = at_head();
    res.set_cookie(remembered.value("ann")).unwrap();
    assert_eq!(res.cookies().get(&session).as_deref(), Some("ann"));
    assert!(only_cookie(res).ends_with("; Max-Age=86400"));
}

#[test]
fn a_flag_of_the_configuration_decides_secure() {
    let builder = CookieDef::new("a").domain("example.com");
    let line = |is_secure| {
        let definition = builder.clone().secure(is_secure).build().unwrap();
        only_cookie(at_head().with_cookie(definition.value("b")).unwrap())
    };
    assert_eq!(line(true), "a=b; Path=/; Domain=example.com; Secure; HttpOnly; SameSite=Lax");
    assert_eq!(line(false), "a=b; Path=/; Domain=example.com; HttpOnly; SameSite=Lax");
    assert!(builder.clone().same_site(SameSite::None).secure(true).build().is_ok());
    assert!(builder.same_site(SameSite::None).secure(false).build().is_err());
}
