//! What a real browser does with what is sent.
//!
//! Where there is no Chromium, each test is ignored, and says why.

mod driver;
#[path = "../../examples/demo/sessions.rs"]
mod sessions;
#[path = "../../examples/demo/site.rs"]
mod site;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/visits.rs"]
mod visits;

use driver::browse;
use fantoccini::cookies::Cookie;
use fantoccini::{Client, Locator};
use headfirst::header::CONTENT_TYPE;
use http::HeaderValue;
use libtest_mimic::{Arguments, Trial};
use support::{Server, serve, serve_router};

const NONE: &str = "no /usr/bin/chromium with /usr/bin/chromedriver here";

fn main() {
    let tests: [(&str, fn()); 3] = [
        ("its_cookie_engine_agrees", || browse(agrees)),
        ("its_forms_start_actions", || browse(starts_actions)),
        ("a_form_of_another_site_starts_none", || browse(is_elsewhere)),
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
    // A browser is the heaviest process there is, and two cores are few.
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

/// The token that the browser has kept.
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
        assert!(page.contains("Hello, Ada & co") && page.contains("order 3"), "{page}");
        let kept = token(client).await.expect("it was sent before the page");
        assert!(page.contains(kept.value()), "the page sees the one that the browser has: {page}");
        assert_eq!(
            (kept.http_only(), kept.secure(), kept.path()),
            (Some(true), Some(true), Some("/"))
        );
        seen.push(kept.value().to_owned());
    }
    assert_ne!(seen[0], seen[1], "each visit has its own");

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
    assert!(token(client).await.is_none(), "it was removed");
}

/// `localhost` is another site than `127.0.0.1`.
async fn is_elsewhere(client: &Client) {
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
        .for_element(Locator::XPath("//*[contains(text(), 'same origin')]"))
        .await
        .unwrap();
    assert!(client.current_url().await.unwrap().path().ends_with("/login"));
    client.goto(&format!("http://{address}/")).await.unwrap();
    assert!(token(client).await.is_none());
}
