//! Signed and encrypted values, compared to axum-extra's jars with the same key.

use std::sync::LazyLock;

use axum_extra::extract::cookie::{PrivateCookieJar, SignedCookieJar};
use headfirst::cookie::{
    Cookie, CookieError, CookieValue, Key, Keys, PercentEncoded, Private, ReadCookieError, Signed,
};
use headfirst::{CookieDef, Head, Response, SetCookie, cookie_def};
use http::{HeaderMap, HeaderValue, Request};

const SESSION: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-session"));
const OTHER: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-other"));
const USER: CookieDef<u64> = cookie_def!(CookieDef::host_prefix("__Host-user"));

/// Values that an encoding could corrupt.
const VALUES: [&str; 6] =
    ["", "plain", "two words", "100%25 + 1%", "a=b; c=\"d\", e", "h\u{e9}llo"];

fn key(seed: u8) -> Key {
    Key::from(&[seed; 64])
}

fn signed(seed: u8) -> CookieDef<Signed> {
    SESSION.signed(key(seed))
}

fn private(seed: u8) -> CookieDef<Private> {
    SESSION.private(key(seed))
}

/// Returns the request of a client that has stored this cookie.
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

/// Returns the value that a definition reads from a request.
fn read<T>(
    headers: &HeaderMap,
    definition: &CookieDef<T>,
) -> Result<Option<String>, ReadCookieError>
where
    T: ?Sized + for<'c> CookieValue<Read<'c> = String>,
{
    let res = head(headers);
    let read = res.cookies().try_get(definition);
    assert_eq!(res.cookies().get(definition), read.clone().unwrap_or(None));
    drop(res);
    read
}

#[test]
fn values_from_headfirst_are_read_by_headfirst_and_axum_extra() {
    for text in VALUES {
        let sent = back(&signed(1).value(text).unwrap());
        assert_eq!(read(&sent, &signed(1)), Ok(Some(text.to_owned())));
        let theirs = SignedCookieJar::from_headers(&sent, key(1)).get(SESSION.name()).unwrap();
        assert_eq!(theirs.value(), text);

        let sent = back(&private(1).value(text).unwrap());
        assert_eq!(read(&sent, &private(1)), Ok(Some(text.to_owned())));
        let theirs = PrivateCookieJar::from_headers(&sent, key(1)).get(SESSION.name()).unwrap();
        assert_eq!(theirs.value(), text);
        let shown = head(&sent).cookies().get(&SESSION).unwrap().to_owned();
        assert!(text.is_empty() || !shown.contains(&text[..text.len().min(4)]), "{shown}");
    }
}

#[test]
fn values_from_axum_extra_are_read_by_headfirst() {
    use axum::response::IntoResponse;
    let sent = |response: axum::response::Response| {
        let line = response.headers()["set-cookie"].to_str().unwrap().to_owned();
        field(line.split(';').next().unwrap())
    };
    for text in VALUES {
        let cookie = || Cookie::new(SESSION.name(), text);
        let jar = SignedCookieJar::new(key(1)).add(cookie());
        assert_eq!(read(&sent(jar.into_response()), &signed(1)), Ok(Some(text.to_owned())));
        let jar = PrivateCookieJar::new(key(1)).add(cookie());
        assert_eq!(read(&sent(jar.into_response()), &private(1)), Ok(Some(text.to_owned())));
    }
}

/// It sets, shows, reads and removes a cookie as a plain one does, with the scope of its definition.
#[test]
fn a_bound_definition_works_like_a_plain_one() {
    static BOUND: LazyLock<CookieDef<Private<u64>>> = LazyLock::new(|| USER.private(key(1)));
    let mut res = head(&field("a=1"));
    assert_eq!(res.cookies().try_get(&BOUND), Ok(None));
    res.set_cookie(BOUND.value(7)).unwrap();
    assert_eq!(res.cookies().get(&BOUND), Some(7));
    let line = res.send("").headers()["set-cookie"].clone();
    let line = line.to_str().unwrap();
    assert!(line.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"), "{line}");

    let mut res = head(&field(line.split(';').next().unwrap()));
    assert_eq!(res.cookies().get(&BOUND), Some(7));
    assert_eq!(res.cookies().get(&USER), None, "it is no number");
    assert_eq!(res.cookies().get(&USER.signed(key(1))), None, "the value is not signed either");
    res.remove_cookie(&BOUND).unwrap();
    assert_eq!(res.cookies().get(&BOUND), None);
    let removed = res.send("");
    let mut plain = Response::<Head>::new();
    plain.remove_cookie(&USER).unwrap();
    assert_eq!(removed.headers()["set-cookie"], plain.send("").headers()["set-cookie"]);
}

#[test]
fn bytes_and_numbers_can_be_signed_and_encrypted() {
    let bytes = SESSION.typed::<[u8]>().private(key(1));
    let sent = back(&bytes.value([0, 255, b';']).unwrap());
    assert_eq!(head(&sent).cookies().get(&bytes), Some(vec![0, 255, b';']));
    // The signed text does not parse as a number.
    let text = CookieDef::host_prefix("__Host-user").build().unwrap().signed(key(1));
    let sent = back(&text.value("seven").unwrap());
    let read = head(&sent).cookies().try_get(&USER.signed(key(1)));
    assert_eq!(read, Err(ReadCookieError::InvalidValue));
}

#[test]
fn an_encoded_value_that_is_too_long_is_an_error() {
    let longest = (0..4096).rev().find(|&len| private(1).value("v".repeat(len)).is_ok()).unwrap();
    assert!(longest > 2_900, "{longest}");
    assert_eq!(private(1).value("v".repeat(longest + 4)), Err(CookieError::TooLong));
    assert_eq!(signed(1).value("v".repeat(4096)), Err(CookieError::TooLong));
}

#[test]
fn tampering_is_an_error_and_absence_is_none() {
    let (signed, private) = (signed(1), private(1));
    let made = [signed.value("alice").unwrap(), private.value("alice").unwrap()];
    for (is_signed, made) in [true, false].into_iter().zip(made) {
        let value = made.value().to_owned();
        for at in 0..value.len() {
            let mut changed = value.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            let sent = field(&format!("__Host-session={changed}"));
            let opened = if is_signed { read(&sent, &signed) } else { read(&sent, &private) };
            assert_eq!(opened, Err(ReadCookieError::Unverified), "byte {at}");
        }
    }
    assert_eq!(read(&field("a=1"), &signed), Ok(None));
    assert_eq!(read(&field("a=1"), &private), Ok(None));
    let forged = read(&field("__Host-session=%ff"), &signed);
    assert_eq!(forged, Err(ReadCookieError::Unverified));
}

#[test]
fn an_encrypted_value_belongs_to_its_cookie() {
    let made = private(1).value("alice").unwrap();
    let sent = field(&format!("{}={}", OTHER.name(), made.value()));
    assert_eq!(read(&sent, &OTHER.private(key(1))), Err(ReadCookieError::Unverified));
}

/// Signed and encrypted values have their own encoding.
#[test]
fn the_encoding_of_the_plain_definition_does_not_matter() {
    let percent = SESSION.typed::<PercentEncoded>().private(key(1));
    let again = percent.private(key(2)).signed(key(1));
    let sent = back(&percent.value("a; b").unwrap());
    assert_eq!(read(&sent, &percent), read(&sent, &private(1)));
    let sent = back(&again.value("a; b").unwrap());
    assert_eq!(read(&sent, &signed(1)), Ok(Some("a; b".to_owned())));
}

/// This is a limit of the cookie crate's format, and is documented.
#[test]
fn a_signed_value_is_valid_for_another_cookie_with_the_same_keys() {
    let made = signed(1).value("alice").unwrap();
    let sent = field(&format!("{}={}", OTHER.name(), made.value()));
    assert_eq!(read(&sent, &OTHER.signed(key(1))), Ok(Some("alice".to_owned())));
    assert_eq!(read(&sent, &OTHER.signed(key(2))), Err(ReadCookieError::Unverified));
}

#[test]
fn a_rotated_key_still_reads_but_no_longer_writes() {
    let both = Keys::new(key(2)).with_fallback(key(1));
    let alice = Ok(Some("alice".to_owned()));
    let sent = back(&signed(1).value("alice").unwrap());
    assert_eq!(read(&sent, &SESSION.signed(both.clone())), alice);
    assert_eq!(read(&sent, &signed(2)), Err(ReadCookieError::Unverified));
    let sent = back(&private(1).value("alice").unwrap());
    assert_eq!(read(&sent, &SESSION.private(both.clone())), alice);
    assert_eq!(read(&sent, &private(2)), Err(ReadCookieError::Unverified));

    let sent = back(&SESSION.signed(both.clone()).value("alice").unwrap());
    assert_eq!(read(&sent, &signed(2)), alice);
    assert_eq!(read(&sent, &signed(1)), Err(ReadCookieError::Unverified));
}

#[test]
fn debug_output_does_not_show_keys() {
    let both = Keys::new(key(2)).with_fallback(key(1));
    assert_eq!(format!("{both:?}"), "Keys { len: 2, .. }");
    let bound = SESSION.private(both);
    assert_eq!(format!("{bound:?}"), "CookieDef { name: \"__Host-session\", .. }");
    let error = ReadCookieError::Unverified.to_string();
    assert_eq!(error, "the cookie's value was not signed or encrypted with any of the keys");
}
