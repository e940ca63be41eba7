//! The check of requests that start an action.

// `origin` reads the headers by which the guard decides. `revalidate` collects what an action
// changes, and reports it to the page cache.

mod error;
mod origin;
pub(crate) mod revalidate;

use std::fmt;
use std::sync::Arc;

use http::{Extensions, HeaderMap, Method, Request, Uri, request};

use crate::phase::Action;
use crate::response::{RequestLine, Response};

pub use error::{InvalidOrigin, NotAnAction};
use origin::{FetchSite, Origin, RequestOrigin};
use revalidate::Revalidate;

/// A guard that checks which requests may start an action.
///
/// It also has the page cache that is notified of the pages that an action revalidates.
///
/// A client interaction is a request with an unsafe method that comes from a page of this server.
/// The headers `Sec-Fetch-Site` and `Origin` tell where it comes from. A request with a malformed
/// header is refused.
///
/// 1. If the request has a `Sec-Fetch-Site`, it must be `same-origin`, or `same-site` with an
///    `Origin` that [`allow_origin`](Self::allow_origin) allows. Browsers send this header over
///    `https` and to loopback addresses. If origins were allowed, any other `Origin` is refused
///    even with `same-origin`, and so is `null`.
/// 2. Without `Sec-Fetch-Site`, `Origin` must be one that `allow_origin` allows. If no origin was
///    allowed, it must be the origin of the host that the request is for. `null` is refused.
/// 3. A request with neither header was not sent by a current browser. It is refused, unless
///    [`allow_missing_origin`](Self::allow_missing_origin) was called.
///
/// In axum, the guard is part of the state, and a handler takes a `Response<Action>`. Use
/// `Router::with_state(actions)`, or `impl FromRef<State> for ActionGuard` if the state has other
/// parts. A handler that responds to refused requests itself takes a
/// `Result<Response<Action>, headfirst::ActionRejection>`.
///
/// A form that is posted twice starts two actions. The
/// [index of mistakes](crate::_manual::mistakes::actions::post_form_twice) has a program that handles it
/// once.
///
/// # Examples
/// ```
/// use headfirst::{ActionGuard, NotAnAction, NothingKept};
///
/// let actions = ActionGuard::new(NothingKept);
/// let post = http::Request::post("/todos").header("host", "example.com");
///
/// let from_here = post.header("origin", "https://example.com").body(())?;
/// assert!(actions.start(&from_here).is_ok());
///
/// let elsewhere = http::Request::post("/todos").header("sec-fetch-site", "cross-site").body(())?;
/// assert_eq!(actions.start(&elsewhere).unwrap_err(), NotAnAction::CrossOrigin);
///
/// let link = http::Request::get("/todos").header("sec-fetch-site", "same-origin").body(())?;
/// assert_eq!(actions.start(&link).unwrap_err(), NotAnAction::Method);
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
pub struct ActionGuard {
    allowed_origins: Arc<[Origin]>,
    trusts_forwarded_headers: bool,
    allows_missing_origin: bool,
    revalidate: Arc<dyn Revalidate>,
}

impl ActionGuard {
    /// Creates a guard that accepts requests from pages of the requested host.
    ///
    /// `revalidate` is called with the pages that an action has revalidated. An application without
    /// a page cache passes [`NothingKept`](crate::NothingKept).
    ///
    /// # Examples
    /// In axum, as the state:
    /// ```
    /// use axum::{Router, routing::post};
    /// use headfirst::prelude::*;
    /// use headfirst::testing;
    /// use tower::ServiceExt;
    ///
    /// async fn add(res: Response<Action>) -> http::Response<Body> {
    ///     res.redirect("/todos")
    /// }
    ///
    /// let app: Router = Router::new()
    ///     .route("/todos", post(add))
    ///     .layer(KeepCookiesLayer::new())
    ///     .with_state(ActionGuard::new(NothingKept));
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let response = app.oneshot(testing::action("/todos").body(String::new())?).await?;
    /// assert_eq!(response.status(), 303);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(revalidate: impl Revalidate + 'static) -> Self {
        Self {
            allowed_origins: Arc::default(),
            trusts_forwarded_headers: false,
            allows_missing_origin: false,
            revalidate: Arc::new(revalidate),
        }
    }

    /// Allows requests from pages with this origin, such as `https://example.com`.
    ///
    /// Can be called several times. No other `Origin` is accepted then. That includes `null`, which
    /// pages with the referrer policy `no-referrer` send. Set the origin if the server cannot
    /// determine it. This is the case behind a proxy that changes `Host`, to distinguish `https`
    /// from `http`, and for a sibling such as `https://admin.example.com`.
    ///
    /// # Errors
    /// Returns [`InvalidOrigin`] if the text is not exactly a scheme, a host and a port.
    pub fn allow_origin(mut self, origin: &str) -> Result<Self, InvalidOrigin> {
        let origin = Origin::parse(origin).ok_or(InvalidOrigin)?;
        self.allowed_origins = self.allowed_origins.iter().cloned().chain([origin]).collect();
        Ok(self)
    }

    /// Trusts `X-Forwarded-Host` and `X-Forwarded-Proto`.
    ///
    /// Use this only behind a proxy that replaces both headers.
    #[must_use]
    pub fn trust_forwarded_headers(mut self) -> Self {
        self.trusts_forwarded_headers = true;
        self
    }

    /// Accepts requests with neither `Sec-Fetch-Site` nor `Origin`.
    ///
    /// Clients that are not browsers send such requests. Browsers from before 2020 also do: they
    /// omit `Origin` on forms, even on cross-site ones.
    #[must_use]
    pub fn allow_missing_origin(mut self) -> Self {
        self.allows_missing_origin = true;
        self
    }

    /// Starts the action of a request.
    ///
    /// # Errors
    /// Returns [`NotAnAction`] if the request is not a client interaction with a page of this
    /// server.
    pub fn start<B>(&self, request: &Request<B>) -> Result<Response<Action>, NotAnAction> {
        let line = RequestLine::from_request(request);
        self.start_for(line, request.headers(), request.extensions())
    }

    /// Starts the action of a request that was split into [`Parts`](request::Parts).
    ///
    /// # Errors
    /// Returns the errors of [`start`](Self::start).
    pub fn start_parts(&self, parts: &request::Parts) -> Result<Response<Action>, NotAnAction> {
        let line = RequestLine::from_parts(parts);
        self.start_for(line, &parts.headers, &parts.extensions)
    }

    fn start_for(
        &self,
        line: RequestLine,
        headers: &HeaderMap,
        extensions: &Extensions,
    ) -> Result<Response<Action>, NotAnAction> {
        self.check(line.method(), line.uri(), headers)?;
        Ok(Response::begin(line, headers, extensions, Arc::clone(&self.revalidate)))
    }

    fn check(&self, method: &Method, target: &Uri, headers: &HeaderMap) -> Result<(), NotAnAction> {
        // RFC 9110 §9.2.1: "Request methods are considered 'safe' if their defined semantics are
        // essentially read-only; i.e., the client does not request, and does not expect, any state
        // change on the origin server".
        if method.is_safe() || method == Method::CONNECT {
            return Err(NotAnAction::Method);
        }
        let is_allowed = |origin: &Origin| {
            self.allowed_origins.is_empty() || self.allowed_origins.contains(origin)
        };
        match (FetchSite::from_headers(headers)?, RequestOrigin::from_headers(headers)?) {
            (Some(FetchSite::Other), _)
            | (Some(FetchSite::SameSite), None | Some(RequestOrigin::Opaque)) => false,
            (Some(FetchSite::SameSite), Some(RequestOrigin::Origin(origin))) => {
                self.allowed_origins.contains(&origin)
            }
            // Browsers send `Origin` with every unsafe method.
            (Some(FetchSite::SameOrigin), None) => true,
            // A page with the referrer policy `no-referrer` sends `Origin: null`. Its origin may be
            // another name of the server, and that name was not allowed.
            (Some(FetchSite::SameOrigin), Some(RequestOrigin::Opaque))
                if self.allowed_origins.is_empty() =>
            {
                true
            }
            (Some(FetchSite::SameOrigin), Some(RequestOrigin::Opaque)) => {
                return Err(NotAnAction::OpaqueOrigin);
            }
            (Some(FetchSite::SameOrigin), Some(RequestOrigin::Origin(origin))) => {
                is_allowed(&origin)
            }
            (None, Some(RequestOrigin::Opaque)) => return Err(NotAnAction::OpaqueOrigin),
            (None, Some(RequestOrigin::Origin(origin))) if self.allowed_origins.is_empty() => {
                origin.matches_host(target, headers, self.trusts_forwarded_headers)?
            }
            (None, Some(RequestOrigin::Origin(origin))) => is_allowed(&origin),
            (None, None) if self.allows_missing_origin => true,
            (None, None) => return Err(NotAnAction::UnknownOrigin),
        }
        .then_some(())
        .ok_or(NotAnAction::CrossOrigin)
    }
}

impl fmt::Debug for ActionGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionGuard")
            .field("allowed_origins", &self.allowed_origins)
            .field("trusts_forwarded_headers", &self.trusts_forwarded_headers)
            .field("allows_missing_origin", &self.allows_missing_origin)
            .finish_non_exhaustive()
    }
}
