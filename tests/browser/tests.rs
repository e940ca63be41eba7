//! The responses in a real browser.
//!
//! Without Chromium, each test is ignored, with the reason.

mod data;
mod driver;
#[path = "../../examples/demo/sessions.rs"]
mod sessions;
mod shapes;
#[path = "../../examples/demo/site.rs"]
mod site;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/visits.rs"]
mod visits;

use std::sync::Arc;

use axum::extract::Path;
use axum::routing::get;
use driver::browse;
use fantoccini::cookies::Cookie;
use fantoccini::{Client, Locator};
use headfirst::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use headfirst::html::Nonce;
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Head, Response};
use http::HeaderValue;
use libtest_mimic::{Arguments, Trial};
use support::{Server, serve, serve_router};
use tokio::sync::Semaphore;

const NONE: &str = "no /usr/bin/chromium with /usr/bin/chromedriver here";

fn main() {
    let tests: [(&str, fn()); 7] = [
        ("its_cookie_engine_agrees", || browse("normal", agrees)),
        ("its_forms_start_actions", || browse("normal", starts_actions)),
        ("a_form_of_another_site_starts_no_action", || browse("normal", posts_from_another_site)),
        ("it_shows_the_shell_first_and_each_boundary_in_its_place", || browse("none", streams)),
        ("without_scripts_each_fallback_stays", || browse("normal", shows_fallbacks)),
        ("a_late_redirect_navigates_to_its_location", || browse("normal", redirects)),
        ("pages_with_boundaries_end_as_pages_without", || {
            browse("normal", shapes::are_those_of_the_page_without);
        }),
    ];
    let absent = driver::installed().is_none();
    let trials = tests.map(|(name, test)| {
        let trial = Trial::test(name, move || {
            test();
            Ok(())
        });
        if absent { trial.with_ignored_flag(true).with_kind(NONE) } else { trial }
    });
    let mut arguments = Arguments::from_args();
    // A browser is a heavy process, and there may be only two cores.
    arguments.test_threads.get_or_insert(1);
    libtest_mimic::run(&arguments, trials.into()).exit();
}

async fn text(client: &Client) -> String {
    client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
}

async fn agrees(client: &Client) {
    visits::check("chromium", async |urls| {
        let mut seen = String::new();
        for url in urls {
            client.goto(url).await.unwrap();
            seen += &text(client).await;
            seen += "\n";
        }
        seen
    })
    .await;
}

async fn type_into(client: &Client, selector: &str, text: &str) {
    client.find(Locator::Css(selector)).await.unwrap().send_keys(text).await.unwrap();
}

async fn press(client: &Client, text: &str) {
    let button = format!("//button[text()='{text}']");
    client.find(Locator::XPath(&button)).await.unwrap().click().await.unwrap();
}

/// Returns the token that the browser has stored.
async fn token(client: &Client) -> Option<Cookie<'static>> {
    let cookies = client.get_all_cookies().await.unwrap();
    cookies.into_iter().find(|cookie| cookie.name() == "__Host-token")
}

async fn starts_actions(client: &Client) {
    let address = serve_router(Server::Axum, site::router().unwrap()).await;
    let home = format!("http://{address}/");
    client.goto(&home).await.unwrap();
    type_into(client, "input[name=name]", "Ada & co").await;
    press(client, "Log in").await;
    client.wait().for_element(Locator::XPath("//button[text()='Log out']")).await.unwrap();
    assert_eq!(client.current_url().await.unwrap().as_str(), home);
    let mut seen = Vec::new();
    for _ in 0..2 {
        client.goto(&home).await.unwrap();
        let page = text(client).await;
        assert!(page.contains("Hello again, Ada & co") && page.contains("order 3"), "{page}");
        assert!(page.find("Milk and honey") < page.find("order 1"), "in its place: {page}");
        let kept = token(client).await.expect("the cookie was sent before the page");
        assert!(page.contains(kept.value()), "the page sees the token of the browser: {page}");
        assert_eq!(
            (kept.http_only(), kept.secure(), kept.path()),
            (Some(true), Some(true), Some("/"))
        );
        seen.push(kept.value().to_owned());
    }
    assert_ne!(seen[0], seen[1], "each visit has its own token");

    client.find(Locator::LinkText("Todos")).await.unwrap().click().await.unwrap();
    for todo in ["<milk>", "bread"] {
        type_into(client, "input[name=todo]", todo).await;
        press(client, "Add").await;
        let item = format!("//li[text()='{todo}']");
        client.wait().for_element(Locator::XPath(&item)).await.unwrap();
    }

    client.goto(&home).await.unwrap();
    press(client, "Log out").await;
    client.wait().for_element(Locator::XPath("//button[text()='Log in']")).await.unwrap();
    assert!(token(client).await.is_none(), "the cookie was removed");
}

/// Posts from `localhost`, which is a different site than `127.0.0.1`.
async fn posts_from_another_site(client: &Client) {
    let address = serve_router(Server::Axum, site::router().unwrap()).await;
    let evil = serve(Server::Hyper, move |res| {
        let form = format!(
            "<form method=post action=http://{address}/login><input name=name value=Eve>\
             <button>Win a prize</button></form>"
        );
        res.with_header(CONTENT_TYPE, HeaderValue::from_static("text/html")).send(form)
    })
    .await;
    client.goto(&format!("http://localhost:{}/", evil.port())).await.unwrap();
    press(client, "Win a prize").await;
    client
        .wait()
        .for_element(Locator::XPath("//*[contains(text(), 'another origin')]"))
        .await
        .unwrap();
    assert!(client.current_url().await.unwrap().path().ends_with("/login"));
    client.goto(&format!("http://{address}/")).await.unwrap();
    assert!(token(client).await.is_none());
}

/// The errors that a page records, and the violations of its policy.
const WATCH: &str = "<script nonce=bm9uY2U>window.wrong = [];\
    addEventListener('error', event => wrong.push(event.message));\
    document.addEventListener('securitypolicyviolation', event => wrong.push(event.violatedDirective));\
    </script>";

async fn streams(client: &Client) {
    let gates: [Arc<Semaphore>; 2] = std::array::from_fn(|_| Arc::new(Semaphore::new(0)));
    let held = gates.clone();
    let address = serve(Server::Hyper, move |mut res| {
        let [outer, inner] = held.clone();
        let html = res.set_html().with_nonce(Nonce::try_from("bm9uY2U").unwrap());
        let policy = "default-src 'none'; script-src 'nonce-bm9uY2U'";
        res.insert_header(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
        let mut shell = res.shell();
        shell.set_cookie(support::cookie("shell", "kept")).unwrap();
        shell.write("<!doctype html><title>Streams</title>").write(WATCH).write("<h1>Shell</h1>");
        // Named like the properties that the script of a boundary reads from the document.
        shell.write("<img name=currentScript><img name=getElementById><img name=prototype>");
        shell.stream(async move |mut page| {
            let nested = html.clone();
            page.write("<table><tbody>");
            page.boundary(&html, "<tr id=wait><td>wait</td></tr>", async move |mut part| {
                drop(outer.acquire().await);
                part.write("<tr id=outer><td>outer ");
                part.boundary(&nested, "<i id=waiting>wait</i>", async move |mut part| {
                    drop(inner.acquire().await);
                    part.write("<b id=inner>inner</b>");
                });
                part.write("</td></tr>");
            });
            page.write("<tr id=last><td>last</td></tr></tbody></table>");
            page.boundary_or_else(
                &html,
                "<p>never</p>",
                async |_part| Err::<(), _>(std::io::Error::other("no")),
                |_error, place| {
                    place.write("<p id=sorry>sorry</p>");
                },
            );
        })
    })
    .await;
    let rows = async || {
        let script = "return [...document.querySelectorAll('tr')].map(row => row.innerText).join()";
        client.execute(script, Vec::new()).await.unwrap()
    };
    client.goto(&format!("http://{address}/")).await.unwrap();
    client.wait().for_element(Locator::Css("#wait")).await.unwrap();
    client.wait().for_element(Locator::Css("#sorry")).await.unwrap();
    assert_eq!(client.find(Locator::Css("h1")).await.unwrap().text().await.unwrap(), "Shell");
    assert_eq!(rows().await, "wait,last", "while the rest is being sent");
    let kept = client.get_all_cookies().await.unwrap();
    assert!(kept.iter().any(|cookie| (cookie.name(), cookie.value()) == ("shell", "kept")));

    gates[0].add_permits(1);
    client.wait().for_element(Locator::Css("#outer")).await.unwrap();
    assert_eq!(rows().await, "outer wait,last");
    gates[1].add_permits(1);
    client.wait().for_element(Locator::Css("#inner")).await.unwrap();
    assert_eq!(rows().await, "outer inner,last");
    for gone in ["#wait", "#waiting", "template", "script:not(:first-of-type)"] {
        let found = client.find_all(Locator::Css(gone)).await.unwrap();
        assert!(found.is_empty(), "{gone} is still in the page");
    }
    let wrong = client.execute("return window.wrong", Vec::new()).await.unwrap();
    assert_eq!(wrong, serde_json::json!([]));
}

/// A sandbox runs no scripts, and neither do many crawlers.
async fn shows_fallbacks(client: &Client) {
    let address = serve(Server::Hyper, |mut res| {
        let html = res.set_html();
        res.insert_header(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
        res.stream(async move |mut page| {
            page.write("<!doctype html><p>Before");
            page.boundary(&html, "<p>Loading", async |mut part| part.write("<p>Content").await);
            page.write("<p>After");
        })
    })
    .await;
    client.goto(&format!("http://{address}/")).await.unwrap();
    assert_eq!(text(client).await, "Before\nLoading\nAfter");
}

async fn redirects(client: &Client) {
    const LOCATIONS: [&str; 9] = [
        "'a'b",
        "\"a\"b",
        " \t'a",
        "\u{1}'a",
        "/x'y\"z",
        "/?a=1&amp;b=2",
        "\0a\0b",
        "'//a",
        "url='a'",
    ];
    let start = async |Path(number): Path<usize>, mut res: Response<Head>| {
        let html = res.set_html();
        res.stream(async move |mut page| {
            page.write_meta_refresh(&html, LOCATIONS[number]);
        })
    };
    let end = async |res: Response<Head>| res.send("the end");
    let router = axum::Router::new()
        .route("/start/{number}", get(start))
        .fallback(end)
        .layer(KeepCookiesLayer::new());
    let address = serve_router(Server::Axum, router.route("/start/", get(end))).await;
    for (number, location) in LOCATIONS.into_iter().enumerate() {
        client.goto(&format!("http://{address}/start/")).await.unwrap();
        let resolve = "return new URL(arguments[0], document.baseURI).href";
        let expected = client.execute(resolve, vec![location.into()]).await.unwrap();
        client.goto(&format!("http://{address}/start/{number}")).await.unwrap();
        let url = expected.as_str().unwrap().parse().unwrap();
        client.wait().for_url(&url).await.unwrap_or_else(|error| panic!("{location:?}: {error}"));
    }
}
