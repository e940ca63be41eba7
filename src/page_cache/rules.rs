//! The rules that decide which responses are cached, and for how long.
//!
//! `http-cache-semantics` decides by RFC 9111, as a shared cache. It receives only the headers that
//! it reads, in the only spelling that it understands. It compares directives byte by byte, and
//! skips values that are not ASCII.

mod directives;
mod headers;

use std::borrow::Cow;
use std::time::{Duration, Instant, SystemTime};

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Request, Response, StatusCode};
use http_cache_semantics::{CacheOptions, CachePolicy};

use directives::{delta_seconds, directives, is_delta_seconds};
pub(super) use headers::vary;
use headers::{has_nonce, remove_connection_headers};

use super::times::Times;
use crate::cache_permission::{CachePermission, Ticket};

/// The terms on which a page may be cached.
#[derive(Debug)]
pub(super) struct Terms {
    /// The headers of cached responses, with an `Age` of zero.
    pub(super) headers: HeaderMap,
    /// The headers by which the page varies, sorted by name.
    pub(super) vary: Vec<HeaderName>,
    /// The tags whose revalidation evicts the page.
    pub(super) tags: Vec<Cow<'static, str>>,
    pub(super) times: Times,
    /// The ticket of the request, by which a render function excludes the page.
    pub(super) ticket: Ticket,
}

impl Terms {
    /// Returns the terms of a response, or `None` if it must not be cached.
    ///
    /// Adds a `Date` to the response if it has none.
    pub(super) fn from_response<B>(
        ticket: &Ticket,
        request: &HeaderMap,
        response: &mut Response<B>,
    ) -> Option<Self> {
        // This extension is for this cache only. A cache outside must not see it.
        let permission = response.extensions_mut().remove::<CachePermission>()?;
        let is_of_this_request = permission.ticket.is_same(ticket) && !ticket.is_void();
        let headers = response.headers();
        let may_be_cached = is_of_this_request
            && response.status() == StatusCode::OK
            && !headers.contains_key(header::SET_COOKIE)
            && !has_nonce(headers);
        if !may_be_cached {
            return None;
        }
        let control = directives(headers)?;
        let vary = vary(headers)?;
        let now = SystemTime::now();
        let policy = policy(request, headers, &control, now)?;
        let has = |name: &str| control.iter().any(|(directive, _)| directive == name);
        let is_limited = has("s-maxage") || has("max-age") || headers.contains_key(header::EXPIRES);
        let age = age(headers, now);
        let lifetime = is_limited.then(|| policy.time_to_live(now).saturating_sub(age));
        let lifetime = [lifetime, permission.max_age].into_iter().flatten().min();
        // RFC 9111 §4.2.4: "A cache MUST NOT generate a stale response if it is prohibited by an
        // explicit in-protocol directive (e.g., by a no-cache response directive, a must-revalidate
        // response directive, or an applicable s-maxage or proxy-revalidate response directive
        // […])".
        let is_never_stale =
            ["must-revalidate", "proxy-revalidate", "s-maxage"].into_iter().any(has);
        let stale = control.iter().find(|(name, _)| name == "stale-while-revalidate");
        let stale = stale.filter(|_| !is_never_stale).and_then(|(_, seconds)| seconds.parse().ok());
        let max_stale = stale.map_or(Duration::ZERO, Duration::from_secs);
        if lifetime.is_some_and(|lifetime| lifetime.is_zero()) && max_stale.is_zero() {
            return None;
        }
        if !response.headers().contains_key(header::DATE) {
            // RFC 9110 §6.6.1:
            //
            // > An origin server with a clock […] MUST generate a Date header field in all 2xx
            // > (Successful), 3xx (Redirection), and 4xx (Client Error) responses
            let date = HeaderValue::from_str(&httpdate::fmt_http_date(now)).ok()?;
            response.headers_mut().insert(header::DATE, date);
        }
        let mut headers = response.headers().clone();
        remove_connection_headers(&mut headers);
        headers.insert(header::AGE, const { HeaderValue::from_static("0") });
        let times = Times { since: Instant::now(), age: age.as_secs(), lifetime, max_stale };
        let CachePermission { tags, .. } = permission;
        Some(Self { headers, vary, tags, times, ticket: ticket.clone() })
    }

    /// Returns whether the page may still be cached.
    ///
    /// The render function can exclude it.
    pub(super) fn still_hold(&self) -> bool {
        !self.ticket.is_void()
    }
}

/// Returns whether the request can forbid that its response is stored.
pub(super) fn may_forbid_storing(request: &HeaderMap) -> bool {
    request.contains_key(header::AUTHORIZATION) || has_no_store(request)
}

/// Returns whether the request has the directive `no-store`.
///
/// RFC 9111 §5.2.1.5: "The no-store request directive indicates that a cache MUST NOT store any
/// part of either this request or any response to it."
fn has_no_store(request: &HeaderMap) -> bool {
    request.get_all(header::CACHE_CONTROL).iter().any(|value| {
        let value = value.as_bytes().to_ascii_lowercase();
        value.windows(b"no-store".len()).any(|part| part == b"no-store")
    })
}

/// Returns the policy of a response, or `None` if it must not be stored.
fn policy(
    request: &HeaderMap,
    headers: &HeaderMap,
    control: &[(String, String)],
    now: SystemTime,
) -> Option<CachePolicy> {
    let (mut req, mut res) = (Request::new(()), Response::new(()));
    // RFC 9111 §3.5:
    //
    // > A shared cache MUST NOT use a cached response to a request with an Authorization header
    // > field to satisfy any subsequent request unless the response contains a Cache-Control field
    // > with a response directive that allows it to be stored by a shared cache
    if let Some(authorization) = request.get(header::AUTHORIZATION) {
        req.headers_mut().insert(header::AUTHORIZATION, authorization.clone());
    }
    if has_no_store(request) {
        return None;
    }
    let text: Vec<_> = control
        .iter()
        .filter_map(|(name, value)| match name.as_str() {
            "max-age" | "s-maxage" => Some(format!("{name}={value}")),
            // `proxy-revalidate` is excluded, because the lifetime would end at once. Other values
            // would be split at commas.
            "immutable" | "must-revalidate" | "no-cache" | "no-store" | "private" | "public" => {
                Some(name.clone())
            }
            _ => None,
        })
        .collect();
    if !text.is_empty() {
        let text = HeaderValue::from_str(&text.join(", ")).ok()?;
        res.headers_mut().insert(header::CACHE_CONTROL, text);
    }
    // `Age` is excluded, because the function `age` takes it into account.
    for name in [header::EXPIRES, header::DATE] {
        if let Some(value) = headers.get(&name) {
            res.headers_mut().insert(name, value.clone());
        }
    }
    let options = CacheOptions {
        shared: true,
        // A page without a lifetime is cached until it is revalidated.
        cache_heuristic: 0.0,
        immutable_min_time_to_live: Duration::ZERO,
        ignore_cargo_cult: false,
    };
    let policy = CachePolicy::new_options(&req, &res, now, options);
    let has_no_cache = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"no-cache");
    // `Pragma` has no meaning in a response, but servers that send it mean `no-cache`.
    let must_validate = control.iter().any(|(name, _)| name == "no-cache")
        || control.is_empty() && headers.get_all(header::PRAGMA).iter().any(has_no_cache);
    (policy.is_storable() && !must_validate).then_some(policy)
}

/// Returns the age of a response when the handler returned it.
///
/// RFC 9111 §4.2.3: "apparent_age = max(0, response_time - date_value)", and
/// "corrected_initial_age = max(apparent_age, corrected_age_value)".
fn age(headers: &HeaderMap, now: SystemTime) -> Duration {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let date = text(header::DATE).and_then(|date| httpdate::parse_http_date(date).ok());
    let apparent = date.and_then(|date| now.duration_since(date).ok()).unwrap_or_default();
    let age = text(header::AGE).filter(|age| is_delta_seconds(age));
    let age = age.map_or(Duration::ZERO, |age| Duration::from_secs(delta_seconds(age)));
    // In whole seconds, like a `Date`.
    age.max(Duration::from_secs(apparent.as_secs()))
}
