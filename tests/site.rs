//! The site of the demo on a socket: middleware, actions and cached pages as a client sees them.

mod support;

#[path = "../examples/demo/sessions.rs"]
mod sessions;
#[path = "../examples/demo/site.rs"]
mod site;

use std::collections::BTreeSet;
use std::net::SocketAddr;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use support::{EVERY, Server, Version, curl_to, serve_router};

/// A client that sends only the given headers, and stores no cookies.
struct Visitor {
    address: SocketAddr,
    version: Version,
}

impl Visitor {
    async fn new(server: Server, version: Version) -> Self {
        Self { address: serve_router(server, site::router().unwrap()).await, version }
    }

    /// Returns the head and the body of the response.
    async fn ask(&self, path: &str, flags: &[&str]) -> String {
        let url = format!("http://{}{path}", self.address);
        let answer = curl_to(&url, self.version, &[&["-i"], flags].concat()).await;
        assert_eq!(answer.exit, 0);
        answer.text().to_owned()
    }

    /// Posts a form, as the site's own page does.
    async fn post(&self, path: &str, form: &str, token: &str) -> String {
        let origin = format!("origin: http://{}", self.address);
        let cookie = format!("cookie: __Host-token={token}");
        self.ask(path, &["-H", &origin, "-H", &cookie, "-d", form]).await
    }

    async fn home(&self, token: &str) -> String {
        self.ask("/", &["-H", &format!("cookie: __Host-token={token}")]).await
    }
}

fn set_tokens(answer: &str) -> Vec<&str> {
    let lines = answer.lines().filter_map(|line| line.strip_prefix("set-cookie: __Host-token="));
    lines.map(|line| line.split(';').next().unwrap()).collect()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap()
}

#[tokio::test]
async fn a_token_is_rotated_before_the_page_reads_it() {
    for (server, version) in EVERY {
        let visitor = Visitor::new(server, version).await;
        let answer = visitor.post("/login", "name=Ada+%26+co", "").await;
        assert_eq!(status(&answer), "303", "{answer}");
        assert!(answer.contains("\nlocation: /\r"), "{answer}");
        let first = set_tokens(&answer)[0];
        let page = visitor.home(first).await;
        let [second] = set_tokens(&page)[..] else { panic!("one token: {page}") };
        assert_ne!(first, second);
        assert!(page.contains("Hello, Ada &amp; co"), "{page}");
        assert!(page.contains(&format!("sees the token <code>{second}</code>")), "{page}");
        assert!(page.contains("cache-control: private\r"), "{page}");

        let answer = visitor.post("/logout", "", second).await;
        assert_eq!((status(&answer), set_tokens(&answer)), ("303", vec![""]));
        assert!(answer.contains("Expires=Thu, 01 Jan 1970"), "{answer}");
        // The session has ended, so its token is removed, and the page sees no token.
        let page = visitor.home(second).await;
        assert_eq!(set_tokens(&page), [""], "{page}");
        assert!(page.contains("Log in"), "{page}");
        assert!(set_tokens(&visitor.ask("/todos", &[]).await).is_empty());
    }
}

#[tokio::test]
async fn an_action_changes_the_list_and_every_page_of_it() {
    for (server, version) in EVERY {
        let visitor = Visitor::new(server, version).await;
        for _ in 0..2 {
            assert!(visitor.ask("/todos", &[]).await.contains("<ul></ul>"));
        }
        let answer = visitor.post("/todos", "todo=%3Cmilk%3E", "").await;
        assert_eq!(status(&answer), "303", "{answer}");
        let page = visitor.ask("/todos", &[]).await;
        assert!(page.contains("<ul><li>&lt;milk&gt;</li></ul>"), "{page}");
        let again = visitor.ask("/todos", &[]).await;
        assert!(again.contains("content-length: ") && !page.contains("content-length: "), "kept");
        assert_eq!(again.split("\r\n\r\n").nth(1), page.split("\r\n\r\n").nth(1));
    }
}

#[tokio::test]
async fn a_request_that_no_page_of_the_site_sent_is_rejected() {
    for (server, version) in EVERY {
        let visitor = Visitor::new(server, version).await;
        let own = format!("origin: http://{}", visitor.address);
        for (expected, fields) in [
            ("303", &[own.as_str()][..]),
            ("303", &["sec-fetch-site: same-origin"]),
            ("403", &["origin: http://evil.example"]),
            ("403", &["sec-fetch-site: cross-site", own.as_str()]),
            ("403", &["origin: null"]),
            ("403", &["x-forwarded-host: evil.example", "origin: http://evil.example"]),
            ("403", &[]),
            ("400", &["origin: nonsense"]),
            ("400", &["sec-fetch-site: nonsense", own.as_str()]),
        ] {
            // A rejected request has no content. On HTTP/2, the response would precede the content, and
            // some versions of curl then fail.
            let content = if expected == "303" { ["-d", "name=Eve"] } else { ["-X", "POST"] };
            let mut flags = content.to_vec();
            flags.extend(fields.iter().flat_map(|field| ["-H", field]));
            let answer = visitor.ask("/login", &flags).await;
            assert_eq!(status(&answer), expected, "{fields:?} {answer}");
            assert_eq!(set_tokens(&answer).len(), usize::from(expected == "303"), "{fields:?}");
        }
        assert_eq!(
            status(&visitor.ask("/login", &["-H", &own]).await),
            "405",
            "the login has no page"
        );
        let wrong = visitor.ask("/login", &["-H", &own, "-d", "nom=Eve"]).await;
        assert_eq!(status(&wrong), "422", "the framework rejects the form");
    }
}

/// A browser that opens many tabs sends one token in all of them, and stores the last response's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_requests_at_once_lose_no_session() {
    tokio::join!(loses_no_session(Version::Http1), loses_no_session(Version::Http2));
}

async fn loses_no_session(version: Version) {
    let visitor = Visitor::new(Server::Axum, version).await;
    let login = visitor.post("/login", "name=Ada", "").await;
    let token = set_tokens(&login)[0].to_owned();
    let mut client = Client::builder(TokioExecutor::new());
    let client = client.http2_only(version == Version::Http2).build_http();
    let ask = |token: &str| {
        let request = Request::get(format!("http://{}/", visitor.address))
            .header("cookie", format!("__Host-token={token}"));
        let response = client.request(request.body(Empty::<Bytes>::new()).unwrap());
        tokio::spawn(async move { token_seen(response.await.unwrap()).await })
    };
    for round in 0..2 {
        let asked: Vec<_> = (0..200).map(|_| ask(&token)).collect();
        let mut tokens = BTreeSet::new();
        for answer in asked {
            tokens.insert(answer.await.unwrap());
        }
        let again: Vec<_> = tokens.iter().map(|token| ask(token)).collect();
        for answer in again {
            answer.await.unwrap();
        }
        assert!(!tokens.contains(&token), "round {round}: each has a new one");
    }
}

/// Returns the token that was set, which must be the token that the page shows.
async fn token_seen(response: Response<Incoming>) -> String {
    assert_eq!(response.status(), 200);
    let lines = response.headers().get_all("set-cookie").iter();
    let lines: Vec<_> = lines.map(|line| line.to_str().unwrap().to_owned()).collect();
    let [greeted, line] = &lines[..] else { panic!("two cookies: {lines:?}") };
    assert!(greeted.starts_with("__Host-greeted=1;"), "the cookie of the greeting: {greeted}");
    let token = line.strip_prefix("__Host-token=").unwrap().split(';').next().unwrap().to_owned();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert!(body.contains("Hello, Ada"), "the session is there: {body}");
    assert!(body.contains(&format!("<code>{token}</code>")), "{body}");
    token
}
