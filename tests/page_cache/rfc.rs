//! The requirements of RFC 9111 for a shared cache in front of one origin, sentence by sentence. They follow the public
//! test suite of HTTP caches.
//!
//! Each row is a response, a later request for it, and whether the response to that request is from the cache.

use std::time::Duration;

use headfirst::{Cacheable, PageCache, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Request};

use super::*;

type Headers = &'static [(&'static str, &'static str)];

struct Row {
    /// The section and its requirement.
    rule: &'static str,
    response: Headers,
    /// The headers of the first request, of the second, and the seconds between.
    first: Headers,
    second: Headers,
    after: u64,
    is_hit: bool,
}

const fn row(rule: &'static str, response: Headers, is_hit: bool) -> Row {
    Row { rule, response, first: &[], second: &[], after: 0, is_hit }
}

impl Row {
    const fn asked(mut self, first: Headers, second: Headers) -> Self {
        (self.first, self.second) = (first, second);
        self
    }

    const fn after(mut self, seconds: u64) -> Self {
        self.after = seconds;
        self
    }
}

const AUTHORIZED: Headers = &[("authorization", "Basic YTpi")];
const FUTURE: &str = "Sat, 06 Nov 2094 08:49:37 GMT";
const PAST: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

#[rustfmt::skip]
const ROWS: [Row; 52] = [
    // §3: storing.
    row("3: the response status code is final", &[], true),
    row("3: the no-store cache directive is not present in the response", &[("cache-control", "no-store")], false),
    row("5.2.2.5: no-store, whatever else is there", &[("cache-control", "no-store, max-age=60, public")], false),
    row("5.2: directives are case-insensitive", &[("cache-control", "NO-STORE")], false),
    row("5.2.2.3: must-understand is overridden by no-store where it is not understood",
        &[("cache-control", "must-understand, no-store")], false),
    row("3: if the cache is shared: the private response directive is either not present",
        &[("cache-control", "private, max-age=60")], false),
    row("5.2.2.7: private with field names is treated as without", &[("cache-control", "private=\"a, b\", max-age=60")], false),
    row("5.2.2.4: no-cache must not be used without validation", &[("cache-control", "no-cache, max-age=60")], false),
    row("5.2.2.4: no-cache with field names is treated as without", &[("cache-control", "no-cache=\"a\"")], false),
    row("5.2.1.5: no-store of a request: must not store any response to it", &[("cache-control", "max-age=60")], false)
        .asked(&[("cache-control", "no-store")], &[]),
    row("5.2: a cache must ignore unrecognized directives", &[("cache-control", "max-age=60, cat=\"no-store\"")], true),
    row("5.2: also as tokens", &[("cache-control", "max-age=60, no-storex, xprivate")], true),
    row("5.2.2.9: public", &[("cache-control", "public")], true),

    // §3.5: authenticated requests.
    row("3.5: must not use a response to a request with Authorization for others", &[], false)
        .asked(AUTHORIZED, &[]),
    row("3.5: not with max-age alone", &[("cache-control", "max-age=60")], false).asked(AUTHORIZED, &[]),
    row("3.5: must-revalidate allows it", &[("cache-control", "max-age=60, must-revalidate")], true)
        .asked(AUTHORIZED, &[]),
    row("3.5: public allows it", &[("cache-control", "max-age=60, public")], true).asked(AUTHORIZED, &[]),
    row("3.5: s-maxage allows it", &[("cache-control", "s-maxage=60")], true).asked(AUTHORIZED, &[]),
    row("3.5: what was stored for others may be used for who is authorized", &[("cache-control", "max-age=60")], true)
        .asked(&[], AUTHORIZED),

    // §4.1: Vary.
    row("4.1: all selecting headers match", &[("vary", "foo")], true)
        .asked(&[("foo", "1")], &[("foo", "1")]),
    row("4.1: one does not match", &[("vary", "foo")], false).asked(&[("foo", "1")], &[("foo", "2")]),
    row("4.1: absent is not present", &[("vary", "foo")], false).asked(&[("foo", "1")], &[]),
    row("4.1: absent from both matches", &[("vary", "foo")], true).asked(&[("bar", "1")], &[("bar", "2")]),
    row("4.1: names are case-insensitive", &[("vary", "FOO")], false).asked(&[("foo", "1")], &[("foo", "2")]),
    row("4.1: a list of names", &[("vary", "foo, bar")], false)
        .asked(&[("foo", "1"), ("bar", "1")], &[("foo", "1"), ("bar", "2")]),
    row("4.1: names in several lines", &[("vary", "foo"), ("vary", "bar")], false)
        .asked(&[("foo", "1"), ("bar", "1")], &[("foo", "1"), ("bar", "2")]),
    row("4.1: several values in their order", &[("vary", "foo")], false)
        .asked(&[("foo", "1"), ("foo", "2")], &[("foo", "2"), ("foo", "1")]),
    row("4.1: Vary of * always fails to match", &[("vary", "*")], false),
    row("4.1: also as a member of a list", &[("vary", "foo, *")], false),

    // §4.2: freshness.
    row("4.2.1: s-maxage before max-age", &[("cache-control", "s-maxage=60, max-age=0")], true),
    row("4.2.1: s-maxage of zero before max-age", &[("cache-control", "s-maxage=0, max-age=60")], false),
    row("4.2.1: max-age before Expires", &[("cache-control", "max-age=60"), ("expires", PAST)], true),
    row("4.2.1: max-age of zero before Expires", &[("cache-control", "max-age=0"), ("expires", FUTURE)], false),
    row("4.2.1: Expires", &[("expires", FUTURE)], true),
    row("4.2.1: Expires in the past", &[("expires", PAST)], false),
    row("5.3: an invalid date is in the past", &[("expires", "0")], false),
    row("5.3: also one of another form", &[("expires", "2094-11-06T08:49:37Z")], false),
    row("4.2.1: the same directive twice with other values is stale", &[("cache-control", "max-age=60, max-age=0")], false),
    row("4.2.1: also in several lines", &[("cache-control", "max-age=60"), ("cache-control", "max-age=3600")], false),
    row("4.2.1: max-age that is not an integer is stale", &[("cache-control", "max-age=6o")], false),
    row("1.2.2: a number that is too large is 2147483648", &[("cache-control", "max-age=99999999999999999999999")], true),
    row("5.2: an argument may be quoted", &[("cache-control", "max-age=\"60\"")], true),
    row("4.2.3: Age of the response counts", &[("cache-control", "max-age=60"), ("age", "60")], false),
    row("4.2.3: as long as it is below", &[("cache-control", "max-age=60"), ("age", "30")], true),
    row("4.2.3: the apparent age counts", &[("cache-control", "max-age=60"), ("date", PAST)], false),
    row("4.2.3: also with Expires", &[("expires", "Sun, 06 Nov 1994 09:49:37 GMT"), ("date", PAST)], false),
    row("4.2.3: a Date that is to come is no age", &[("cache-control", "max-age=60"), ("date", FUTURE)], true),
    row("4.2: a response is stale when its lifetime is over", &[("cache-control", "max-age=1")], false).after(1),
    row("4.2.4: no stale response with must-revalidate", &[("cache-control", "max-age=1, must-revalidate")], false).after(1),
    row("4.2.1: the lifetime of this cache is that of s-maxage", &[("cache-control", "max-age=1, s-maxage=60")], true).after(1),

    // §5.2.1: directives of requests are advisory.
    row("5.2.1: a cache may ignore those of a request", &[("cache-control", "max-age=60")], true)
        .asked(&[], &[("cache-control", "no-cache, max-age=0"), ("pragma", "no-cache")]),
    row("5.2.1.7: only-if-cached, where it is", &[("cache-control", "max-age=60")], true)
        .asked(&[], &[("cache-control", "only-if-cached")]),
];

fn map(headers: Headers) -> HeaderMap {
    let pairs = headers.iter();
    pairs.map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
}

async fn check(row: Row) -> Option<&'static str> {
    let site = site_of(PageCache::new(MIB).layer(), move |request, number| {
        let mut response =
            Response::<Cacheable>::for_request(request).send(format!("page {number}"));
        map(row.response).into_iter().fold(None, |last, (name, value)| {
            let name = name.or(last)?;
            response.headers_mut().append(name.clone(), value);
            Some(name)
        });
        response
    });
    let ask = async |headers: Headers| {
        let request =
            headers.iter().fold(Request::get("/"), |request, (k, v)| request.header(*k, *v));
        super::ask(&site, request).await.1
    };
    assert_eq!(ask(row.first).await, "page 1");
    if row.after > 0 {
        tokio::time::sleep(Duration::from_millis(row.after * 1000 + 20)).await;
    }
    let is_hit = ask(row.second).await == "page 1";
    (is_hit != row.is_hit).then_some(row.rule)
}

#[tokio::test]
async fn the_cache_follows_rfc_9111() {
    let wrong = futures_util::future::join_all(ROWS.map(check)).await;
    let wrong: Vec<_> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
