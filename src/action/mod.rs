//! Which requests may start an action.

mod error;
mod origin;

use std::fmt;
use std::sync::Arc;

use http::{Extensions, HeaderMap, Method, Request, Uri, request};

use crate::phase::Action;
use crate::response::{RequestLine, Response};
use crate::revalidate::Revalidate;

pub use error::{InvalidOrigin, NotAnAction};
use origin::{Origin, Site, Source};

/// Which requests may start an action, and who is told what it has changed.
///
/// A client interaction is a request of an unsafe method that comes from a page of this server. Two
/// fields say where it comes from; one that is malformed is refused.
///
/// 1. If the request has a `Sec-Fetch-Site`, it must be `same-origin`, or `same-site` with an `Origin` that
///    [`allow_origin`](Self::allow_origin) has named. Browsers send it to `https` and to the loopback. If
///    origins were named, another `Origin` is refused even with `same-origin`, and so is `null`.
/// 2. Without it, `Origin` has to be one of those that `allow_origin` has named, or else that of the host
///    which the request is for. `null` is refused.
/// 3. A request with neither comes from no browser of this decade. It is refused, unless
///    [`allow_missing_origin`](Self::allow_missing_origin) says otherwise.
///
/// In axum it is a part of the state, and a handler takes a `Response<Action>`: `Router::with_state(actions)`,
/// or `impl FromRef<State> for ActionGuard` where the state has more.
///
/// A form that is posted twice starts two actions. The
/// [index of mistakes](crate::_mistakes::actions::post_form_twice) has a program that handles it once.
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
    own: Arc<[Origin]>,
    is_behind_proxy: bool,
    without_origin: bool,
    revalidate: Arc<dyn Revalidate>,
}

impl ActionGuard {
    /// Allows what comes from the host that the request is for, and tells this what was changed.
    ///
    /// An application that keeps no pages says [`NothingKept`](crate::NothingKept).
    #[must_use]
    pub fn new(revalidate: impl Revalidate + 'static) -> Self {
        Self {
            own: Arc::default(),
            is_behind_proxy: false,
            without_origin: false,
            revalidate: Arc::new(revalidate),
        }
    }

    /// Says that the server's pages have this origin, like `https://example.com`; can be said of
    /// several.
    ///
    /// No other `Origin` is accepted then. That includes `null`, which pages with the referrer policy
    /// `no-referrer` send. Name the origin if the server cannot know it: behind a proxy that changes `Host`, to
    /// distinguish `https` from `http`, and for a sibling such as `https://admin.example.com`.
    ///
    /// # Errors
    /// Returns [`InvalidOrigin`] for what is no scheme, host and port, and nothing else.
    pub fn allow_origin(mut self, origin: &str) -> Result<Self, InvalidOrigin> {
        let origin = Origin::parse(origin).ok_or(InvalidOrigin)?;
        self.own = self.own.iter().cloned().chain([origin]).collect();
        Ok(self)
    }

    /// Believes `X-Forwarded-Host` and `X-Forwarded-Proto`, which a proxy in front has to replace.
    #[must_use]
    pub fn trust_forwarded_headers(mut self) -> Self {
        self.is_behind_proxy = true;
        self
    }

    /// Accepts requests that say nothing of where they come from, as programs send them.
    ///
    /// A browser that is older than `Origin` on forms (2020) sends them for other sites too.
    #[must_use]
    pub fn allow_missing_origin(mut self) -> Self {
        self.without_origin = true;
        self
    }

    /// Begins the action that a request asks for.
    ///
    /// # Errors
    /// Returns why the request is not a client interaction with a page of this server.
    pub fn start<B>(&self, request: &Request<B>) -> Result<Response<Action>, NotAnAction> {
        let line = RequestLine::of(request);
        self.begin_for(line, request.headers(), request.extensions())
    }

    /// Begins the action that the request of these parts asks for.
    ///
    /// # Errors
    /// Those of [`start`](Self::start).
    pub fn start_parts(&self, parts: &request::Parts) -> Result<Response<Action>, NotAnAction> {
        let line = RequestLine::of_parts(parts);
        self.begin_for(line, &parts.headers, &parts.extensions)
    }

    fn begin_for(
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
        let is_own = |origin: &Origin| self.own.is_empty() || self.own.contains(origin);
        match (Site::of_request(headers)?, Source::of_request(headers)?) {
            (Some(Site::Other), _) | (Some(Site::Sibling), None | Some(Source::Opaque)) => false,
            (Some(Site::Sibling), Some(Source::Origin(origin))) => self.own.contains(&origin),
            // Browsers send `Origin` with every unsafe method.
            (Some(Site::SameOrigin), None) => true,
            // A page with the referrer policy `no-referrer` sends `Origin: null`. Its origin may be another name of
            // the server, which was not allowed.
            (Some(Site::SameOrigin), Some(Source::Opaque)) if self.own.is_empty() => true,
            (Some(Site::SameOrigin), Some(Source::Opaque)) => {
                return Err(NotAnAction::OpaqueOrigin);
            }
            (Some(Site::SameOrigin), Some(Source::Origin(origin))) => is_own(&origin),
            (None, Some(Source::Opaque)) => return Err(NotAnAction::OpaqueOrigin),
            (None, Some(Source::Origin(origin))) if self.own.is_empty() => {
                origin.is_of(target, headers, self.is_behind_proxy)?
            }
            (None, Some(Source::Origin(origin))) => is_own(&origin),
            (None, None) if self.without_origin => true,
            (None, None) => return Err(NotAnAction::UnknownOrigin),
        }
        .then_some(())
        .ok_or(NotAnAction::CrossOrigin)
    }
}

impl fmt::Debug for ActionGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActionGuard")
            .field("own", &self.own)
            .field("is_behind_proxy", &self.is_behind_proxy)
            .field("without_origin", &self.without_origin)
            .finish_non_exhaustive()
    }
}
