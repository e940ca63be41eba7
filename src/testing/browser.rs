//! A test client that stores cookies like a browser.

use std::fmt;
use std::future::poll_fn;
use std::str;
use std::time::{Duration, SystemTime};

use cookie::time::OffsetDateTime;
use cookie::{Cookie, Expiration};
use http::header::{COOKIE, HOST, SET_COOKIE};
use http::{HeaderMap, Request, Response, Uri, request};
use tower_service::Service;

use super::{SITE, action};
use crate::cookie::{Cookies, Identity, MAX_AGE, default_path, is_storable, path_matches};

/// A test client that stores the cookies of `https://example.com`.
///
/// The test controls its clock. Cookies are stored as in RFC 6265bis: by name, domain, path and
/// partition, until they expire. A cookie whose prefix or domain is invalid is ignored. Redirects
/// are not followed.
///
/// # Examples
/// ```
/// use std::convert::Infallible;
/// use std::time::Duration;
///
/// use headfirst::prelude::*;
/// use headfirst::testing::Browser;
///
/// const VISITS: CookieDef<u32> =
///     cookie_def!(CookieDef::new("visits").max_age(Duration::from_secs(3600)));
///
/// async fn count(request: http::Request<()>) -> Result<http::Response<Body>, Infallible> {
///     let mut res = Response::<Head>::for_request(&request);
///     let visits = res.cookies().get(&VISITS).unwrap_or(0);
///     Ok(match res.set_cookie(VISITS.value(visits.saturating_add(1))) {
///         Ok(_) => res.no_content(),
///         Err(error) => error.into(),
///     })
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let mut browser = Browser::new();
/// for visit in 1..=3 {
///     browser.send(tower::service_fn(count), browser.get("/").body(())?).await?;
///     assert_eq!(browser.cookies("/").get(&VISITS), Some(visit));
/// }
/// browser.advance(Duration::from_secs(3600));
/// assert_eq!(browser.cookies("/").get(&VISITS), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Browser {
    kept: Vec<Kept>,
    now: SystemTime,
}

/// A stored cookie.
#[derive(Clone)]
struct Kept {
    /// The pair `name=value`.
    pair: String,
    /// The `Set-Cookie` value and its default path, which identify the cookie.
    line: Vec<u8>,
    default_path: Vec<u8>,
    path: String,
    /// The time of expiry, or `None` for a session cookie.
    expires: Option<SystemTime>,
}

impl Browser {
    /// Creates a browser without cookies.
    ///
    /// The [example](Self#examples) sends three requests with it.
    #[must_use]
    pub fn new() -> Self {
        Self { kept: Vec::new(), now: SystemTime::now() }
    }

    /// Creates a `GET` request for a path, with the cookies for it.
    ///
    /// [`send`](Self::send) sends it, as in the [example](Self#examples).
    pub fn get(&self, path: &str) -> request::Builder {
        let builder = Request::get(path).header(HOST, SITE);
        self.with_cookies(builder, path)
    }

    /// Creates a same-origin `POST` request for a path, with the cookies for it.
    ///
    /// The request can start an action, like that of [`action`](super::action). It has no
    /// `Content-Type`: [`with_form`](super::with_form) and [`with_json`](super::with_json) add one,
    /// with a body.
    pub fn submit(&self, path: &str) -> request::Builder {
        self.with_cookies(action(path), path)
    }

    fn with_cookies(&self, builder: request::Builder, path: &str) -> request::Builder {
        let field = self.field(path);
        if field.is_empty() { builder } else { builder.header(COOKIE, field) }
    }

    /// Returns the cookies for a path.
    ///
    /// The [example](Self#examples) reads a counter from them.
    #[must_use]
    pub fn cookies(&self, path: &str) -> Cookies {
        let field = self.field(path).try_into().ok();
        let headers: HeaderMap = field.into_iter().map(|field| (COOKIE, field)).collect();
        Cookies::from_headers(&headers)
    }

    /// Returns the `Cookie` header for a path.
    ///
    /// RFC 6265bis §5.8.3: "Cookies with longer paths are listed before cookies with shorter
    /// paths."
    fn field(&self, path: &str) -> String {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let is_due = |kept: &&Kept| {
            kept.is_alive(self.now) && path_matches(path.as_bytes(), kept.path.as_bytes())
        };
        let mut due: Vec<_> = self.kept.iter().filter(is_due).collect();
        due.sort_by_key(|kept| std::cmp::Reverse(kept.path.len()));
        due.iter().map(|kept| kept.pair.as_str()).collect::<Vec<_>>().join("; ")
    }

    /// Sends a request to a service and stores the cookies of the response.
    ///
    /// The request is sent unchanged. [`get`](Self::get) and [`submit`](Self::submit) create a
    /// request with the cookies for its path. The [example](Self#examples) sends three.
    ///
    /// # Errors
    /// Returns the error of the service.
    ///
    /// # Cancel safety
    /// If the future is dropped before it completes, no cookie is stored.
    pub async fn send<S, A, B>(
        &mut self,
        mut service: S,
        request: Request<A>,
    ) -> Result<Response<B>, S::Error>
    where
        S: Service<Request<A>, Response = Response<B>>,
    {
        poll_fn(|cx| service.poll_ready(cx)).await?;
        let uri = request.uri().clone();
        let response = service.call(request).await?;
        self.keep(&uri, &response);
        Ok(response)
    }

    /// Stores the cookies of a response to a request for this URI.
    pub fn keep<B>(&mut self, uri: &Uri, response: &Response<B>) {
        for line in response.headers().get_all(SET_COOKIE) {
            self.keep_line(line.as_bytes(), default_path(uri.path()));
        }
    }

    fn keep_line(&mut self, line: &[u8], default_path: &[u8]) {
        let Some(cookie) = str::from_utf8(line).ok().and_then(|line| Cookie::parse(line).ok())
        else {
            return;
        };
        if !is_stored(&cookie) {
            return;
        }
        let identity = Identity::parse(line, default_path);
        self.kept.retain(|kept| Identity::parse(&kept.line, &kept.default_path) != identity);
        let own_path = cookie.path().filter(|path| path.starts_with('/')).map(str::to_owned);
        let default = || String::from_utf8_lossy(default_path).into_owned();
        let kept = Kept {
            pair: format!("{}={}", cookie.name(), cookie.value()),
            line: line.to_vec(),
            default_path: default_path.to_vec(),
            path: own_path.unwrap_or_else(default),
            expires: expires(&cookie, self.now),
        };
        if kept.is_alive(self.now) {
            self.kept.push(kept);
        }
    }

    /// Advances the clock. Expired cookies are no longer sent.
    pub fn advance(&mut self, time: Duration) {
        self.now += time;
    }
}

impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

impl Kept {
    fn is_alive(&self, now: SystemTime) -> bool {
        self.expires.is_none_or(|expires| expires > now)
    }
}

/// Returns the time when a cookie expires.
///
/// It is set by `Max-Age`, or else by `Expires`, and capped at 400 days.
fn expires(cookie: &Cookie<'_>, now: SystemTime) -> Option<SystemTime> {
    let most = now + MAX_AGE;
    let by_age = cookie.max_age().map(|age| now + Duration::try_from(age).unwrap_or_default());
    let by_date = match cookie.expires() {
        Some(Expiration::DateTime(at)) => {
            Some(SystemTime::from(at.max(OffsetDateTime::UNIX_EPOCH)))
        }
        _ => None,
    };
    by_age.or(by_date).map(|at| at.min(most))
}

/// Returns whether a browser stores a cookie of the site (RFC 6265bis §5.7).
fn is_stored(cookie: &Cookie<'_>) -> bool {
    let is_of_site = cookie.domain().is_none_or(|domain| domain.eq_ignore_ascii_case(SITE));
    is_of_site && !cookie.name().is_empty() && is_storable(cookie)
}

/// Formats the names, without the values.
impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Browser").field("cookies", &self.cookies("/")).finish_non_exhaustive()
    }
}
