//! The requests that a middleware runs for. No other spelling of a path bypasses it.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::routing::{any, get};
use headfirst::middleware::{Matcher, middleware};
use headfirst::{Middleware, Response};
use http::{HeaderMap, Method, Request, Uri};
use http_body_util::BodyExt;
use proptest::prelude::*;
use tower::{Layer, ServiceExt};
use tower_http::services::ServeDir;

use crate::support::{EVERY, cookie, curl_to, serve_router};

fn get_matches(matcher: &Matcher, path: &str) -> bool {
    matcher.matches(&Method::GET, &path.parse().unwrap())
}

fn guard(
    matcher: Matcher,
) -> impl Layer<
    axum::routing::Route,
    Service: tower::Service<
        axum::extract::Request,
        Response: axum::response::IntoResponse + 'static,
        Error: Into<std::convert::Infallible> + 'static,
        Future: Send + 'static,
    > + Clone
                 + Send
                 + Sync
                 + 'static,
> + Clone
+ Send
+ Sync
+ 'static {
    middleware(matcher, async |mut res: Response<Middleware>| {
        res.set_cookie(cookie("guarded", "1")).unwrap();
        res.next()
    })
}

/// A file server. The files below `private` are secret.
static FILES: LazyLock<PathBuf> = LazyLock::new(|| {
    let files = PathBuf::from(concat!(env!("CARGO_TARGET_TMPDIR"), "/matcher"));
    for (folder, text) in [("private", "secret"), ("public", "known")] {
        fs::create_dir_all(files.join(folder)).unwrap();
        for file in ["x.txt", "index.html"] {
            fs::write(files.join(folder).join(file), text).unwrap();
        }
    }
    files
});

const SECRET: &str = "secret";

/// Decodes the path once, and finds its first segment in one of several ways.
fn decoding(walk: fn(&str) -> Option<String>) -> Router {
    let handler = move |path: Option<Path<String>>| async move {
        let path = path.map(|Path(path)| path).unwrap_or_default();
        if walk(&path).as_deref() == Some("private") { SECRET } else { "known" }
    };
    Router::new().route("/{*path}", any(handler)).fallback("known")
}

fn literally(path: &str) -> Option<String> {
    path.split('/').next().map(str::to_owned)
}

fn without_empty_segments(path: &str) -> Option<String> {
    path.split(['/', '\\']).find(|segment| !segment.is_empty()).map(str::to_owned)
}

fn as_a_file_system_does(path: &str) -> Option<String> {
    let mut segments = Vec::new();
    for segment in path.split('\0').next().unwrap_or_default().split(['/', '\\']) {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    segments.first().map(|&segment| segment.to_owned())
}

/// Sites that serve files below `/private`.
fn sites() -> Vec<(&'static str, Router)> {
    let routes = Router::new()
        .route("/private", any(SECRET))
        .route("/private/", any(SECRET))
        .route("/private/{*file}", any(SECRET))
        .fallback("known");
    let nested = Router::new().route("/", any(SECRET)).route("/{*file}", any(SECRET));
    let nested = Router::new().nest("/private", nested.fallback(SECRET)).fallback("known");
    vec![
        ("routes", routes),
        ("a router that nests", nested),
        ("files", Router::new().fallback_service(ServeDir::new(&*FILES))),
        ("decoding, literally", decoding(literally)),
        ("decoding, without empty segments", decoding(without_empty_segments)),
        ("decoding, as a file system does", decoding(as_a_file_system_does)),
    ]
}

fn guards() -> Vec<(&'static str, Matcher)> {
    vec![
        ("under", Matcher::under("/private").unwrap()),
        ("paths", Matcher::paths(["/private", "/private/{*file}"]).unwrap()),
        ("except", Matcher::everything().except(["/", "/public", "/public/{*file}"]).unwrap()),
    ]
}

static GUARDED: LazyLock<Vec<(String, Router)>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (site, router) in sites() {
        for (name, matcher) in guards() {
            all.push((format!("{site}, {name}"), router.clone().layer(guard(matcher))));
        }
    }
    // In a nested router, the matcher still compares the path of the client.
    for (name, matcher) in guards() {
        let inside = Router::new().route("/", any(SECRET)).route("/{*file}", any(SECRET));
        let inside = inside.fallback(SECRET).layer(guard(matcher));
        all.push((format!("nested, {name}"), Router::new().nest("/private", inside)));
    }
    all
});

/// Returns whether the secret was sent, and whether the guard ran.
async fn asked(site: &Router, method: Method, target: Uri) -> (bool, bool) {
    let request = Request::builder().method(method).uri(target);
    let request = request.body(axum::body::Body::empty()).unwrap();
    let (head, body) = site.clone().oneshot(request).await.unwrap().into_parts();
    let is_secret = body.collect().await.unwrap().to_bytes() == SECRET;
    (is_secret, is_guarded(&head.headers))
}

fn is_guarded(headers: &HeaderMap) -> bool {
    headers.get_all("set-cookie").iter().any(|line| line == "guarded=1; Path=/")
}

/// A character as it is, or as an escape.
fn spelled(char: char) -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(char.to_string()),
        1 => Just(format!("%{:02x}", u32::from(char))),
        1 => Just(format!("%{:02X}", u32::from(char))),
    ]
}

fn segment(text: &'static str) -> impl Strategy<Value = String> {
    text.chars().map(spelled).collect::<Vec<_>>().prop_map(|chars| chars.concat())
}

fn separator() -> impl Strategy<Value = &'static str> {
    const ODD: &[&str] = &[
        "//",
        "///",
        "/./",
        "/%2e/",
        "//.//",
        "/.//",
        "%2f",
        "%2F",
        "/%2F",
        "\\",
        "%5c",
        "%5C",
        "/x/../",
        "/public/../",
        "/public%2f..%2f",
        "/public/%2E%2e/",
        "/x//../",
        "/../",
        "/.%2e/",
        "/..%2f",
        "%00/",
    ];
    prop_oneof![2 => Just("/"), 3 => prop::sample::select(ODD)]
}

/// Another spelling of a path below `/private`.
fn alias() -> impl Strategy<Value = String> {
    let below = prop_oneof![
        2 => segment("x.txt"),
        1 => Just(String::new()),
        1 => Just("index.html".to_owned()),
        1 => Just(".".to_owned()),
        1 => Just("x.txt/".to_owned()),
        1 => Just("x.txt%00.png".to_owned()),
        1 => Just("..".to_owned()),
    ];
    let query = prop::sample::select(&["", "?", "?a=/public/x"][..]);
    (prop::collection::vec(separator(), 1..3), segment("private"), separator(), below, query)
        .prop_map(|(start, private, middle, below, query)| {
            let path = [&start.concat(), &*private, middle, &below].concat();
            let slash = if path.starts_with('/') { "" } else { "/" };
            [slash, &path, query].concat()
        })
}

/// Any sequence of the parts of a path.
fn soup() -> impl Strategy<Value = String> {
    const PARTS: &[&str] = &[
        "/",
        "/",
        "/",
        "private",
        "public",
        "x.txt",
        ".",
        "..",
        "%2e",
        "%2E%2E",
        "%2f",
        "%5C",
        "\\",
        "%00",
        "%",
        "%p",
        "%70rivate",
        "priv%61te",
        "p",
        "rivate",
        ";",
        "%25",
        "\u{e9}",
        "$",
        "%24",
    ];
    let parts = prop::collection::vec(prop::sample::select(PARTS), 0..10);
    parts.prop_map(|parts| format!("/{}", parts.concat()))
}

fn secret_is_guarded(path: &str) -> Result<usize, TestCaseError> {
    let Ok(target) = path.parse::<Uri>() else { return Ok(0) };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut reached = 0;
    for (name, site) in &*GUARDED {
        let (is_secret, is_guarded) = runtime.block_on(asked(site, Method::GET, target.clone()));
        prop_assert!(!is_secret || is_guarded, "{}: {}", name, path);
        reached += usize::from(is_secret);
    }
    Ok(reached)
}

proptest! {
    #[test]
    fn no_spelling_of_a_path_bypasses_the_guard(path in alias()) {
        secret_is_guarded(&path)?;
    }

    #[test]
    fn no_path_bypasses_the_guard(path in soup()) {
        secret_is_guarded(&path)?;
    }

    /// A path with only one reading is compared unchanged.
    #[test]
    fn an_escape_of_an_unreserved_character_is_the_character(path in "(/[a-z0-9._~-]{1,6}){1,4}/?") {
        prop_assume!(!path.split('/').any(|segment| matches!(segment, "." | "..")));
        let escaped: String = path.chars().map(|char| match char {
            '/' => "//".to_owned(),
            char => format!("%{:02x}", u32::from(char)),
        }).collect();
        for matcher in [
            Matcher::under("/a").unwrap(),
            Matcher::paths(["/a{rest}/{b}", "/b/{*rest}"]).unwrap(),
            Matcher::everything().except(["/{a}/b{rest}", "/c", "/c/{*rest}"]).unwrap(),
        ] {
            prop_assert_eq!(get_matches(&matcher, &path), get_matches(&matcher, &escaped));
        }
    }

    #[test]
    fn no_pattern_panics_and_each_is_an_error_or_matches_itself(
        pattern in "[/a-c.%5?#{}*\\\\ \u{e9}$]{0,8}",
    ) {
        let Ok(matcher) = Matcher::paths([&*pattern]) else { return Ok(()) };
        prop_assume!(!pattern.contains(['{', '}']));
        let path: String = pattern.chars().map(|char| match char {
            ' ' => "%20".to_owned(),
            char => char.to_string(),
        }).collect();
        prop_assert!(get_matches(&matcher, &path), "{}", path);
    }
}

/// Without this test, the properties could hold because no request reaches a secret.
#[test]
fn other_spellings_reach_the_files_without_a_guard() {
    for (path, at_least) in [
        ("/private/x.txt", GUARDED.len()),
        ("/private/", 15),
        ("/%70rivate/x.txt", 12),
        ("/private%2Fx.txt", 12),
        ("//private/x.txt", 9),
        ("/./private/x.txt", 6),
        ("/public/../private/x.txt", 3),
    ] {
        let reached = secret_is_guarded(path).unwrap();
        assert!(reached >= at_least, "{path}: {reached}");
    }
    assert_eq!(secret_is_guarded("/public/x.txt").unwrap(), 0);
}

#[tokio::test]
async fn no_spelling_bypasses_the_guard_on_a_socket() {
    for (server, version) in EVERY {
        let files = Router::new().fallback_service(ServeDir::new(&*FILES));
        let private = Matcher::paths(["/private/{*f}"]).unwrap();
        let address = serve_router(server, files.clone().layer(guard(private))).await;
        for path in [
            "/private/x.txt",
            "/%70rivate/x.txt",
            "/private%2Fx.txt",
            "//private/x.txt",
            "/./private/x.txt",
            "/private/",
        ] {
            let url = format!("http://{address}{path}");
            let answer = curl_to(&url, version, &["-i", "--path-as-is"]).await;
            let text = answer.text();
            assert!(text.contains(" 200") && text.ends_with(SECRET), "{path}: {text}");
            assert!(text.contains("guarded=1"), "{server:?} {version:?} {path}: {text}");
        }
        let url = format!("http://{address}/public/x.txt");
        let answer = curl_to(&url, version, &["-i", "--path-as-is"]).await;
        assert!(!answer.text().contains("guarded=1"), "{}", answer.text());

        let public = Matcher::everything().except(["/public/{*f}"]).unwrap();
        let address = serve_router(server, files.layer(guard(public))).await;
        for (path, is_guarded) in [("/public/..%2fadmin", true), ("/public/x.txt", false)] {
            let url = format!("http://{address}{path}");
            let answer = curl_to(&url, version, &["-i", "--path-as-is"]).await;
            assert_eq!(answer.text().contains("guarded=1"), is_guarded, "{path}");
        }
    }
}

#[tokio::test]
async fn a_nested_router_matches_the_path_of_the_client_on_a_socket() {
    for (server, version) in EVERY {
        let app = |matcher| {
            let inside = Router::new().route("/", get("top")).route("/orders", get("orders"));
            Router::new().nest("/app", inside.layer(guard(matcher)))
        };
        for (matcher, expected) in [
            (Matcher::paths(["/app/{*rest}"]).unwrap(), [false, true]),
            (Matcher::under("/app").unwrap(), [true, true]),
            (Matcher::paths(["/orders"]).unwrap(), [false, false]),
        ] {
            let address = serve_router(server, app(matcher)).await;
            for (path, is_guarded) in ["/app", "/app/orders"].into_iter().zip(expected) {
                let url = format!("http://{address}{path}");
                let answer = curl_to(&url, version, &["-i"]).await;
                assert!(answer.text().contains(" 200"), "{}", answer.text());
                assert_eq!(answer.text().contains("guarded=1"), is_guarded, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn head_matches_with_get() {
    let gets = Matcher::everything().methods([Method::GET]);
    let site = Router::new().route("/", get(SECRET).post(SECRET)).layer(guard(gets.clone()));
    for (method, guarded) in [(Method::GET, true), (Method::HEAD, true), (Method::POST, false)] {
        assert_eq!(asked(&site, method, Uri::from_static("/")).await.1, guarded);
    }
    let heads = Matcher::everything().methods([Method::HEAD]);
    assert!(!get_matches(&heads, "/"));
    assert!(
        !Matcher::everything()
            .methods([Method::POST])
            .matches(&Method::HEAD, &"/".parse().unwrap())
    );
}

#[test]
fn a_subtree_pattern_also_matches_its_root() {
    for pattern in ["/app", "/app/", "/%61pp"] {
        let app = Matcher::under(pattern).unwrap();
        for path in ["/app", "/app/", "/app//", "/app/.", "/app/a/b/", "/app?q"] {
            assert!(get_matches(&app, path), "{path}");
        }
        for path in ["/", "/apples", "/ap", "/x/app"] {
            assert!(!get_matches(&app, path), "{path}");
        }
    }
    let users = Matcher::under("/users/{id}").unwrap();
    assert!(get_matches(&users, "/users/7") && get_matches(&users, "/users/7/orders"));
    assert!(!get_matches(&users, "/users") && !get_matches(&users, "/users/"));
    let all = Matcher::under("/").unwrap();
    assert!(get_matches(&all, "/") && get_matches(&all, "/a/b/"));
    assert!(Matcher::under("/app/{*rest}").is_err());
}

#[test]
fn a_pattern_matches_or_is_an_error_with_the_reason() {
    for (pattern, path) in [
        ("/caf\u{e9}", "/caf%C3%A9"),
        ("/caf\u{e9}", "/caf%c3%a9"),
        ("/caf%c3%a9", "/caf\u{e9}"),
        ("/a b", "/a%20b"),
        ("/a%20b", "/a%20b"),
        ("/%61", "/a"),
        ("/a%3Fb", "/a%3fb"),
        ("/a$b", "/a%24b"),
        ("/{{id}}", "/{id}"),
        ("/{{id}}", "/%7Bid%7D"),
        ("/100%25", "/100%25"),
        ("/caf\u{e9}/{caf\u{e9}}", "/caf%C3%A9/x"),
    ] {
        let matcher = Matcher::paths([pattern]).unwrap();
        assert!(get_matches(&matcher, path), "{pattern} {path}");
    }
    for (pattern, reason) in [
        ("", "it does not start with `/`"),
        ("app", "it does not start with `/`"),
        ("/a?x=1", "only the path is compared"),
        ("/a#x", "only the path is compared"),
        ("/a//b", "repeated slashes"),
        ("/a/../b", "`..` are removed"),
        ("/a/%2e", "`..` are removed"),
        ("/100%", "two hex digits"),
        ("/%zz", "two hex digits"),
        ("/a%24", "write `$`"),
        ("/a%2Fb", "an escaped slash"),
        ("/a\\b", "a backslash"),
        ("/a%00", "a NUL"),
        ("/{", ""),
        ("/}", ""),
        ("/{}", ""),
        ("/a{b}{c}", ""),
        ("/{*rest}/x", ""),
    ] {
        let error = Matcher::paths([pattern]).unwrap_err().to_string();
        let start = format!("invalid path pattern `{pattern}`: ");
        assert!(error.starts_with(&start) && error.len() > start.len(), "{error}");
        assert!(error.contains(reason), "{error}");
        assert!(Matcher::everything().except([pattern]).is_err());
    }
}

#[test]
fn an_exclusion_holds_under_every_reading_of_the_path() {
    let matcher = Matcher::everything().except(["/static/{*file}"]).unwrap();
    for path in [
        "/static/a.css",
        "/static//a.css",
        "/%73tatic/a.css",
        "/static/./a%20b.css",
        "/static/a%2Cb",
    ] {
        assert!(!get_matches(&matcher, path), "{path}");
    }
    for path in [
        "/static",
        "/static/",
        "/static/../a",
        "/static/..%2fadmin",
        "/./static/a.css",
        "/static/%",
        "*",
    ] {
        assert!(get_matches(&matcher, path), "{path}");
    }
    let dollar = Matcher::everything().except(["/$"]).unwrap();
    assert!(!get_matches(&dollar, "/$") && get_matches(&dollar, "/%24"));
}

#[test]
fn a_request_without_a_path_always_matches() {
    let matcher = Matcher::under("/app").unwrap();
    assert!(matcher.matches(&Method::OPTIONS, &Uri::from_static("*")));
    assert!(matcher.matches(&Method::CONNECT, &Uri::from_static("a.example:443")));
    assert!(!matcher.matches(&Method::GET, &Uri::from_static("http://a.example")));
    assert!(matcher.matches(&Method::GET, &Uri::from_static("http://a.example/app")));
}
