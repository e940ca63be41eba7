//! Random requests and revalidations, compared to an oracle that knows which client may see which page.
//!
//! A page shows everything that its handler could read from the request, and the version of its data. So each response
//! tells for which request and when it was rendered.

use std::collections::HashMap;
use std::sync::Mutex;

use headfirst::header::VARY;
use headfirst::{CacheControl, Cacheable, Head, PageCache, Response, Revalidate, Revalidation};
use http::{HeaderName, HeaderValue, Request};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const TARGETS: [&str; 8] =
    ["/about", "/%61bout", "/about?q", "/about?", "/vary", "/public", "/own", "/tag/1"];
const HOSTS: [&[&str]; 4] = [&[], &["a.example"], &["b.example"], &["a.example", "b.example"]];
const AUTHORITIES: [&str; 3] = ["", "http://a.example", "https://a.example"];

#[derive(Clone, Debug)]
enum Step {
    Ask {
        target: &'static str,
        authority: &'static str,
        hosts: &'static [&'static str],
        headers: Vec<(&'static str, &'static str)>,
    },
    Path(&'static str),
    Prefix(&'static str),
    Tag(&'static str),
    All,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let header = select(vec![
        ("cookie", "user=1"),
        ("cookie", "user=2"),
        ("authorization", "Basic a"),
        ("accept-language", "de"),
        ("accept-language", "en"),
        ("accept", "text/html"),
    ]);
    let headers = proptest::collection::vec(header, 0..3);
    let ask = (select(&TARGETS), select(&AUTHORITIES), select(&HOSTS), headers).prop_map(
        |(target, authority, hosts, headers)| Step::Ask { target, authority, hosts, headers },
    );
    let step = prop_oneof![
        12 => ask,
        1 => select(vec!["/about", "/%61bout", "/own", "/tag/1", "/"]).prop_map(Step::Path),
        1 => select(vec!["/tag", "/a", "/"]).prop_map(Step::Prefix),
        1 => select(vec!["tag", "other"]).prop_map(Step::Tag),
        1 => Just(Step::All),
    ];
    proptest::collection::vec(step, 1..60)
}

/// The parts of a request that a page can show.
fn seen(request: &Request<Nothing>, names: &[&str]) -> String {
    let values = |name: &&str| {
        let values = request.headers().get_all(*name).iter();
        format!("{name}={:?}", values.map(|value| value.to_str().unwrap()).collect::<Vec<_>>())
    };
    format!("{} {}", request.uri(), names.iter().map(values).collect::<Vec<_>>().join(" "))
}

/// The pages of a site: the content of each, and whether it is the same for every client.
fn page(request: &Request<Nothing>, version: usize) -> http::Response<Body> {
    let path = request.uri().path();
    let text = |names: &[&str]| format!("{version}|{}", seen(request, names));
    if path == "/own" {
        return Response::<Head>::for_request(request).send(text(&[
            "host",
            "cookie",
            "authorization",
        ]));
    }
    let mut res = Response::<Cacheable>::for_request(request);
    match path {
        "/vary" => {
            res.insert_header(VARY, HeaderValue::from_static("accept-language"));
            res.send(text(&["host", "accept-language"]))
        }
        "/public" => {
            res.set_cache_control(CacheControl::public(std::time::Duration::from_secs(60)));
            res.send(text(&["host"]))
        }
        "/tag/1" => {
            res.add_tag("tag");
            res.send(text(&["host"]))
        }
        // It shows the client that may see it, and no other client may.
        _ => res.send(text(&["host", "authorization"])),
    }
}

/// Whether a revalidation is about a target.
fn concerns(step: &Step, target: &str) -> bool {
    let path = target.split('?').next().unwrap().replace("%61", "a");
    match step {
        Step::Ask { .. } => false,
        Step::Path(changed) => changed.replace("%61", "a") == path,
        Step::Prefix(prefix) => *prefix == "/" || path.starts_with(&format!("{prefix}/")),
        Step::Tag(tag) => *tag == "tag" && path == "/tag/1",
        Step::All => true,
    }
}

fn run(steps: &[Step]) {
    let pages = PageCache::new(MIB);
    let version = Arc::new(Mutex::new(0));
    let current = Arc::clone(&version);
    let site = site_of(pages.layer(), move |request, _| page(request, *current.lock().unwrap()));
    let mut changed: HashMap<&str, usize> = HashMap::new();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    for (number, step) in steps.iter().enumerate() {
        *version.lock().unwrap() = number;
        let Step::Ask { target, authority, hosts, headers } = step else {
            let path = |text: &str| text.parse().unwrap();
            pages.revalidate(&[match step {
                Step::Path(text) => Revalidation::Path(path(text)),
                Step::Prefix(text) => Revalidation::PathPrefix(path(text)),
                Step::Tag(tag) => Revalidation::Tag((*tag).into()),
                _ => Revalidation::All,
            }]);
            for target in TARGETS.iter().filter(|target| concerns(step, target)) {
                changed.insert(target, number);
            }
            continue;
        };
        let mut request =
            Request::get(format!("{authority}{target}")).body(Nothing::new()).unwrap();
        let hosts = hosts.iter().map(|host| ("host", *host));
        for (name, value) in headers.iter().copied().chain(hosts) {
            request
                .headers_mut()
                .append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let fresh = page(&request, number).into_body();
        let copy = request.clone();
        let answer = runtime.block_on(async {
            text(tower::ServiceExt::oneshot(site.clone(), request).await.unwrap().into_body()).await
        });
        let fresh = runtime.block_on(async { fresh.collect().await.unwrap().to_bytes() });
        let fresh = std::str::from_utf8(&fresh).unwrap();
        let (rendered, shown) = answer.split_once('|').unwrap();
        let rendered: usize = rendered.parse().unwrap();
        // The response is the one that the handler would have sent for this request. If the request is
        // authorized, it may also be the one for every client (RFC 9111 §3.5).
        let fresh = fresh.split_once('|').unwrap().1;
        if shown != fresh {
            let authorized =
                fresh.split_once("authorization=[\"").expect("nothing else is shown").0;
            assert_eq!(shown, format!("{authorized}authorization=[]"), "{copy:?}");
        }
        // Its data has not changed since.
        let since = changed.get(target).copied().unwrap_or(0);
        assert!(rendered >= since, "{copy:?}: {rendered}, and changed at {since}");
        let contradicts = copy.headers().get_all("host").iter().count() > 1
            || copy
                .uri()
                .host()
                .is_some_and(|h| copy.headers().get("host").is_some_and(|host| host != h));
        if contradicts || *target == "/own" {
            assert_eq!(rendered, number, "{copy:?}: it is never from the cache");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_client_sees_a_page_for_others_or_an_outdated_page(steps in steps()) {
        run(&steps);
    }
}
