//! Tests of the shop, in a simulated browser and with `oneshot`.

use std::time::Duration;

use axum::Router;
use axum::response::Response;
use headfirst::CookieDef;
use headfirst::cookie::{Key, Private};
use headfirst::testing::{self, Browser, removes, sets, with_form, with_json};
use http::Request;

use crate::api::ORDERED;
use crate::app::{FLASH, SESSION_LASTS, Shop, router};

fn form(password: &str) -> [(&str, &str); 2] {
    [("name", "ada"), ("password", password)]
}

struct Site {
    app: Router,
    session: CookieDef<Private<u64>>,
    browser: Browser,
}

impl Site {
    fn new() -> Self {
        let shop = Shop::new("/", Key::from(&[7; 64])).unwrap();
        let session = shop.session.clone();
        Self { app: router(shop).unwrap(), session, browser: Browser::new() }
    }

    async fn send(&mut self, request: http::Result<Request<String>>) -> Response {
        self.browser.send(self.app.clone(), request.unwrap()).await.unwrap()
    }

    async fn get(&mut self, path: &str) -> Response {
        self.send(self.browser.get(path).body(String::new())).await
    }

    async fn log_in(&mut self, password: &str) -> Response {
        self.send(with_form(self.browser.submit("/login"), form(password))).await
    }
}

async fn text(response: Response) -> String {
    testing::text(response).await.unwrap()
}

#[tokio::test]
async fn a_wrong_password_is_told_and_sets_nothing() {
    let mut site = Site::new();
    let response = site.log_in("byron").await;
    assert_eq!(response.status(), 422);
    assert_eq!(sets(&response, &site.session), None);
    assert!(text(response).await.contains("ada is not known"));
    // A page of another site cannot log a user in.
    let forged = Request::post("/login").header("sec-fetch-site", "cross-site");
    let response = site.send(with_form(forged, form("lovelace"))).await;
    assert_eq!(response.status(), 403);
}

#[tokio::test]
async fn a_session_is_rotated_with_each_visit_and_ends() {
    let mut site = Site::new();
    let response = site.get("/").await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["location"]),
        (303, &"/login".parse().unwrap())
    );
    assert!(removes(&response, &site.session));
    let response = site.get("/login").await;
    assert!(removes(&response, &FLASH));
    assert!(text(response).await.contains("Please log in."));

    let response = site.log_in("lovelace").await;
    assert_eq!(response.headers()["location"], "/");
    let first = sets(&response, &site.session).unwrap();
    let response = site.get("/").await;
    let second = sets(&response, &site.session).unwrap();
    assert_ne!(first, second);
    let page = text(response).await;
    assert!(page.contains("Hello, ada") && page.contains("milk &amp; honey"), "{page}");
    assert!(page.contains("No offer today."), "{page}");

    site.browser.advance(SESSION_LASTS - Duration::from_secs(1));
    assert_eq!(site.get("/").await.status(), 200);
    site.browser.advance(SESSION_LASTS);
    assert_eq!(site.get("/").await.status(), 303);
}

#[tokio::test]
async fn logging_out_ends_the_session_for_a_copied_cookie_too() {
    let mut site = Site::new();
    site.log_in("lovelace").await;
    let copied = site.browser.clone();
    let request = site.browser.submit("/logout").body(String::new());
    let response = site.send(request).await;
    assert!(removes(&response, &site.session));
    assert_eq!(sets(&response, &FLASH).as_deref(), Some("Goodbye, and thank you."));
    site.browser = copied;
    assert_eq!(site.get("/").await.status(), 303);
}

#[tokio::test]
async fn the_api_speaks_json_in_its_errors_too() {
    let mut site = Site::new();
    site.log_in("lovelace").await;
    let orders = site.get("/api/orders").await;
    assert_eq!(text(orders).await, r#"["milk & honey","bread"]"#);
    for (body, status, answer) in [
        (r#"{"name": "eggs"}"#, 201, "3"),
        (r#"{"name": ""}"#, 422, r#"{"error":"an order has a name"}"#),
        ("{", 400, "{\"error\":\"Failed to parse"),
    ] {
        let response = site.send(with_json(site.browser.submit("/api/orders"), body)).await;
        assert_eq!(response.status(), status);
        assert!(sets(&response, &site.session).is_some(), "rotated with every answer");
        assert_eq!(sets(&response, &ORDERED), (status == 201).then_some(1));
        assert!(text(response).await.starts_with(answer));
    }
    let ordered = site.get("/api/ordered").await;
    assert_eq!(text(ordered).await, "1");
}

#[tokio::test]
async fn a_file_is_served_by_ranges() {
    let mut site = Site::new();
    let range = site.browser.get("/manual").header("range", "bytes=2-4");
    let response = site.send(range.body(String::new())).await;
    assert_eq!((response.status().as_u16(), text(response).await.as_str()), (206, "234"));
    let compressed = site.browser.get("/manual").header("accept-encoding", "gzip");
    let response = site.send(compressed.body(String::new())).await;
    assert_eq!(response.headers()["content-encoding"], "gzip");
}

#[tokio::test(start_paused = true)]
async fn events_follow_each_other() {
    let response = Site::new().get("/events").await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(text(response).await, "data: 2\nid: 1\n\ndata: 2\nid: 2\n\ndata: 2\nid: 3\n\n");
}

#[tokio::test(start_paused = true)]
async fn what_was_set_arrives_though_the_handler_does_not_end() {
    let mut site = Site::new();
    site.log_in("lovelace").await;
    let response = site.get("/slow").await;
    assert_eq!(response.status(), 504);
    assert_eq!(sets(&response, &FLASH).as_deref(), Some("That took too long."));
    assert!(sets(&response, &site.session).is_some());
    let response = site.get("/panic").await;
    assert_eq!(response.status(), 500);
    assert_eq!(sets(&response, &FLASH).as_deref(), Some("That went wrong."));
}
