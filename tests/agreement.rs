//! Cookie engines that nobody here wrote store what is sent, send it back, and remove it.

mod support;

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::Duration;

use cookie::SameSite;
use headfirst::{Body, CookieDef, Head, Response, cookie_def};
use support::{Server, serve};
use tokio::process::Command;

const DAY: Duration = Duration::from_secs(86_400);

const OPEN: CookieDef = cookie_def!(CookieDef::plain("open").insecure().readable_by_scripts());
const TEXT: CookieDef = cookie_def!(CookieDef::plain("text").path("/").max_age(DAY));
const OCTETS: CookieDef = cookie_def!(CookieDef::plain("octets").same_site(SameSite::Strict));
const SECURE: CookieDef = cookie_def!(CookieDef::secure("__Secure-a").max_age(DAY));
const HOST: CookieDef = cookie_def!(CookieDef::host("__Host-a").same_site(SameSite::None));
const EVERY: [&CookieDef; 5] = [&OPEN, &TEXT, &OCTETS, &SECURE, &HOST];

/// `?set` sets, `?remove` removes, and each shows what the request had.
fn page(mut res: Response<Head>) -> http::Response<Body> {
    let had: Vec<_> = res.cookies().iter().map(|(n, v)| format!("{n}={v}\n")).collect();
    match res.target().query() {
        Some("set") => {
            let values = [
                OPEN.value("plain"),
                TEXT.percent_encoded("h\u{e9}, \"w\u{f6}rld\"; 100%"),
                OCTETS.base64url(&[0, 255, 254]),
                SECURE.value("\"quoted\""),
                HOST.value("!#$%&'()*+-./:<=>?@[]^_`{|}~"),
            ];
            for value in values {
                res.set_cookie(value).unwrap();
            }
        }
        Some("remove") => {
            for definition in EVERY {
                res.remove_cookie(definition).unwrap();
            }
        }
        _ => {}
    }
    res.send(had.concat() + "--\n")
}

/// What one client has at each of four visits: before and after it was told to set, and to remove.
async fn check(client: &str, visit: impl AsyncFn(&[String]) -> String) {
    let address = serve(Server::Hyper, page).await;
    let urls = ["set", "read", "remove", "read"].map(|query| format!("http://{address}/?{query}"));
    let visits = visit(&urls).await;
    let stored = BTreeSet::from([
        "open=plain",
        "text=h%C3%A9%2C%20%22w%C3%B6rld%22%3B%20100%25",
        "octets=AP_-",
        "__Secure-a=\"quoted\"",
        "__Host-a=!#$%&'()*+-./:<=>?@[]^_`{|}~",
    ]);
    let had: Vec<BTreeSet<_>> =
        visits.split_terminator("--\n").map(|v| v.lines().collect()).collect();
    assert_eq!(had, [BTreeSet::new(), stored.clone(), stored, BTreeSet::new()], "{client}");
}

async fn run(command: &mut Command) -> String {
    let output = command.stderr(Stdio::inherit()).output().await.unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// It counts the loopback as secure.
#[tokio::test]
async fn curl_agrees() {
    check("curl", async |urls| run(Command::new("curl").args(["-sS", "-b", ""]).args(urls)).await)
        .await;
}

const PYTHON: &str = "
import http.cookiejar, sys, urllib.request
policy = http.cookiejar.DefaultCookiePolicy(secure_protocols=('http', 'https'))
jar = http.cookiejar.CookieJar(policy)
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
for url in sys.argv[1:]:
    sys.stdout.write(opener.open(url).read().decode())
";

#[tokio::test]
async fn python_agrees() {
    check("python", async |urls| {
        run(Command::new("python3").args(["-c", PYTHON]).args(urls)).await
    })
    .await;
}
