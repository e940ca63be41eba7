//! The limit of the cookies of a response is within the limits of clients.

use std::process::Stdio;

use headfirst::cookie::CookieError;
use headfirst::{Head, Response};

use crate::Got;
use crate::support::{EVERY, Server, cookie, fetch, serve, set_cookies};

/// Sets as many cookies as are accepted, each with a value of this length.
fn full(mut res: Response<Head>, len: usize) -> (usize, http::Response<headfirst::Body>) {
    for number in 0.. {
        let value = "x".repeat(len);
        match res.set_cookie(cookie(&format!("c{number:02}"), &value)) {
            Ok(_) => {}
            Err(CookieError::TooMuch) => return (number, res.send("")),
            Err(other) => panic!("{other}"),
        }
    }
    unreachable!()
}

const LENGTHS: [usize; 4] = [1, 250, 1000, 4000];

#[tokio::test]
async fn every_accepted_cookie_is_received() {
    for (server, version) in EVERY {
        for len in LENGTHS {
            let (most, _) = full(Response::<Head>::new(), len);
            assert!((3..=50).contains(&most), "{len}: {most}");
            let address = serve(server, move |res| full(res, len).1).await;
            let got = Got::from(address, version, "/").await;
            assert_eq!(got.cookies().len(), most, "curl, {version:?}: {len}");
            // hyper rejects a head of more than 16 KiB over HTTP/2.
            let response = fetch(address, version, http::Method::GET).await;
            assert_eq!(set_cookies(response.headers()).len(), most, "hyper, {version:?}: {len}");
        }
    }
}

/// curl stores 50 cookies of a response in its jar, and sends them back.
#[tokio::test]
async fn every_accepted_cookie_is_stored() {
    let address = serve(Server::Hyper, |res| {
        let had = res.cookies().iter().count();
        let (set, mut response) = full(res, 1);
        let text = format!("{had} of {set}");
        response.headers_mut().insert("x-had", http::HeaderValue::try_from(text).unwrap());
        response
    })
    .await;
    let url = format!("http://{address}/");
    let output = tokio::process::Command::new("curl")
        .args(["-sS", "-i", "-b", "", &url, &url])
        .stderr(Stdio::inherit())
        .output()
        .await
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("x-had: 0 of 50") && text.contains("x-had: 50 of 50"), "{text}");
}

/// The cookies of a middleware reduce the limit of the services inside it.
#[tokio::test]
async fn a_middleware_and_its_handler_share_the_limit() {
    use headfirst::Middleware;
    use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
    use http::Request;
    use tower::{Layer, ServiceExt, service_fn};

    let sets = |names: &'static [&'static str]| {
        middleware(Matcher::everything(), move |mut res: Response<Middleware>| {
            for name in names {
                res.set_cookie(cookie(name, &"x".repeat(4000))).unwrap();
            }
            std::future::ready(res.next())
        })
    };
    let handler = service_fn(async |request: Request<()>| {
        let (number, response) = full(Response::<Head>::for_request(&request), 1000);
        assert_eq!(number, 2, "of the limit of 13");
        Ok::<_, std::convert::Infallible>(response)
    });
    let inner = sets(&["c"]).layer(KeepCookiesLayer::new().layer(handler));
    let service = sets(&["a", "b"]).layer(inner);
    let response = service.oneshot(Request::new(())).await.unwrap();
    assert_eq!(set_cookies(response.headers()).len(), 5);
}

/// The cookies of outer middleware reduce the limit of a middleware after its handler, too.
#[tokio::test]
async fn a_middleware_shares_the_limit_after_its_handler() {
    use axum::extract::Request;
    use axum::middleware::{Next, from_fn};
    use headfirst::middleware::{KeepCookiesLayer, Matcher, middleware};
    use headfirst::{Answered, Body, Middleware};
    use tower::ServiceExt;

    fn fill(answer: &mut Response<Answered>) {
        let mut names = (0..).map(|number| format!("after{number}"));
        let error = names.find_map(|name| answer.set_cookie(cookie(&name, "1")).err());
        assert_eq!(error, Some(CookieError::TooMuch));
        answer.set_cookie(cookie("own", "2")).expect("it replaces a cookie");
    }
    async fn by_run(
        mut res: Response<Middleware>,
        request: Request,
        next: Next,
    ) -> http::Response<Body> {
        res.set_cookie(cookie("own", "1")).unwrap();
        let mut answer = res.run(request, next).await;
        fill(&mut answer);
        answer.into()
    }
    let outer = || {
        middleware(Matcher::everything(), |mut res: Response<Middleware>| {
            for number in 0..30 {
                res.set_cookie(cookie(&format!("before{number}"), "1")).unwrap();
            }
            std::future::ready(res.next())
        })
    };
    let inner = middleware(Matcher::everything(), |mut res: Response<Middleware>| {
        res.set_cookie(cookie("own", "1")).unwrap();
        std::future::ready(res.next_then(async |mut answer: Response<Answered>| {
            fill(&mut answer);
            answer
        }))
    });
    let handler =
        async |res: Response<Head>| res.with_cookie(cookie("handler", "1")).unwrap().send("");
    let routes = || axum::Router::new().route("/", axum::routing::get(handler));
    for routes in [routes().layer(inner), routes().layer(from_fn(by_run))] {
        for routes in
            [routes.clone().layer(outer()), routes.layer(outer()).layer(KeepCookiesLayer::new())]
        {
            let response = routes.oneshot(Request::new(axum::body::Body::empty())).await.unwrap();
            let lines = set_cookies(response.headers());
            assert_eq!(lines.len(), 50, "{lines:?}");
            assert_eq!(lines.iter().filter(|line| line.starts_with("own=")).count(), 1);
        }
    }
}
