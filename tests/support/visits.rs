//! A server that sets and removes every kind of cookie, for independent clients.

use std::collections::BTreeSet;
use std::time::Duration;

use headfirst::cookie::{PercentEncoded, SameSite};
use headfirst::{Body, CookieDef, Head, Response, cookie_def};

use super::support::{Server, serve};

const DAY: Duration = Duration::from_secs(86_400);

const OPEN: CookieDef = cookie_def!(CookieDef::new("open").without_secure().without_http_only());
const TEXT: CookieDef<PercentEncoded> = cookie_def!(CookieDef::new("text").path("/").max_age(DAY));
const BYTES: CookieDef<[u8]> = cookie_def!(CookieDef::new("bytes").same_site(SameSite::Strict));
const SECURE: CookieDef = cookie_def!(CookieDef::secure_prefix("__Secure-a").max_age(DAY));
const HOST: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-a").same_site(SameSite::None));
const HTTP: CookieDef = cookie_def!(CookieDef::http_prefix("__Http-a"));
const HOST_HTTP: CookieDef = cookie_def!(CookieDef::host_http_prefix("__Host-Http-a"));

/// `?set` sets the cookies, `?remove` removes them, and each shows the cookies of the request.
fn page(mut res: Response<Head>) -> http::Response<Body> {
    let had: Vec<_> = res.cookies().iter().map(|(n, v)| format!("{n}={v}\n")).collect();
    match res.uri().query() {
        Some("set") => {
            let values = [
                OPEN.value("plain"),
                TEXT.value("h\u{e9}, \"w\u{f6}rld\"; 100%"),
                BYTES.value([0, 255, 254]),
                SECURE.value("\"quoted\""),
                HOST.value("!#$%&'()*+-./:<=>?@[]^_`{|}~"),
                HTTP.value("1"),
                HOST_HTTP.value("2"),
            ];
            for value in values {
                res.set_cookie(value).unwrap();
            }
        }
        Some("remove") => {
            res.remove_cookie(&TEXT).unwrap().remove_cookie(&BYTES).unwrap();
            for definition in [&OPEN, &SECURE, &HOST, &HTTP, &HOST_HTTP] {
                res.remove_cookie(definition).unwrap();
            }
        }
        _ => {}
    }
    res.send(had.concat() + "--\n")
}

/// Returns the cookies that a client sends at each of four visits: before and after `?set` and `?remove`.
pub(crate) async fn check(client: &str, visit: impl AsyncFn(&[String]) -> String) {
    let address = serve(Server::Hyper, page).await;
    let urls = ["set", "read", "remove", "read"].map(|query| format!("http://{address}/?{query}"));
    let visits = visit(&urls).await;
    let stored = BTreeSet::from([
        "open=plain",
        "text=h%C3%A9%2C%20%22w%C3%B6rld%22%3B%20100%25",
        "bytes=AP_-",
        "__Secure-a=\"quoted\"",
        "__Host-a=!#$%&'()*+-./:<=>?@[]^_`{|}~",
        "__Http-a=1",
        "__Host-Http-a=2",
    ]);
    let had: Vec<BTreeSet<_>> =
        visits.split_terminator("--\n").map(|v| v.lines().collect()).collect();
    assert_eq!(had, [BTreeSet::new(), stored.clone(), stored, BTreeSet::new()], "{client}");
}
