//! Extractors and responses for axum: a handler takes a `Response` as an argument.

mod rejection;

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::response::{IntoResponse, IntoResponseParts, Response as AxumResponse, ResponseParts};
use http::header::COOKIE;
use http::request::Parts;

use crate::cache_permission::Ticket;
use crate::response::{CookiePlace, mark_axum_route};
use crate::{
    Action, ActionGuard, Answered, Body, Cacheable, CanReturn, CanStart, Cookies, Head, Middleware,
    Phase, Response,
};

pub use rejection::{ActionRejection, NoPlaceForCookies};

/// Creates the response to the request that is being handled.
///
/// Rejects the request if a cookie set on the response could be lost. This is the case outside of
/// every [`KeepCookiesLayer`](crate::middleware::KeepCookiesLayer) and
/// [`middleware`](crate::middleware::middleware).
impl<S: Sync> FromRequestParts<S> for Response<Head> {
    type Rejection = NoPlaceForCookies;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, NoPlaceForCookies> {
        with_place(parts)
    }
}

/// Creates the response of a middleware of axum's `from_fn`.
///
/// The middleware continues with [`run`](Response::run). Rejects the request if a cookie set on the
/// response could be lost, as for `Response<Head>`. One of these layers must be outside of this
/// middleware, because an error that the middleware returns becomes a response outside of it.
impl<S: Sync> FromRequestParts<S> for Response<Middleware> {
    type Rejection = NoPlaceForCookies;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, NoPlaceForCookies> {
        with_place(parts)
    }
}

/// Creates a response, or rejects the request if its cookies could be lost.
fn with_place<P: CanStart>(parts: &mut Parts) -> Result<Response<P>, NoPlaceForCookies> {
    mark_axum_route(&mut parts.extensions);
    let res = Response::for_parts(parts);
    if !res.has_place() {
        return Err(NoPlaceForCookies(()));
    }
    Ok(res)
}

/// Returns the handler's response, with the changes that were made after it.
impl<P: CanReturn> IntoResponse for Response<P> {
    fn into_response(self) -> AxumResponse {
        P::into_http_response(self).into_response()
    }
}

/// Ends a middleware of `from_fn` whose other exits are responses of this crate.
impl From<Response<Answered>> for http::Response<Body> {
    fn from(answer: Response<Answered>) -> Self {
        answer.into_answer()
    }
}

/// Ends a middleware of `from_fn` whose other exits are responses of axum.
impl From<Response<Answered>> for AxumResponse {
    fn from(answer: Response<Answered>) -> Self {
        answer.into_answer().into_response()
    }
}

/// Never applies: a response has its own body. It exists for the message of [`CanReturnWithBody`].
impl<P: CanReturnWithBody> IntoResponseParts for Response<P> {
    type Error = Infallible;

    fn into_response_parts(self, parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        P::never(self, parts)
    }
}

/// Capability that no phase has: the response can be returned in a tuple, with another body.
///
/// Its message replaces that of axum for `(res, Json(value))`. Use
/// [`respond`](Response::respond) instead.
#[diagnostic::on_unimplemented(
    message = "a response in phase `{Self}` cannot be returned with a body of axum",
    label = "a response has one body",
    note = "send a value of axum by `respond(Json(value))`, and not by `(res, Json(value))`",
    note = "the status, trailers and callbacks of the response would be lost"
)]
pub trait CanReturnWithBody: Phase {
    #[doc(hidden)]
    fn never(res: Response<Self>, parts: ResponseParts) -> Result<ResponseParts, Infallible>;
}

/// An argument of [`respond`](Response::respond): any type that implements axum's `IntoResponse`.
///
/// This is a separate trait so that the compile error can name the fix.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a response of axum",
    label = "does not implement `axum::response::IntoResponse`",
    note = "send data as JSON by `respond(Json(value))`",
    note = "send HTML, such as the `Markup` of maud, by `res.set_html()` and then `res.send(html)`",
    note = "send an `http_body::Body` by `send_body(body)`"
)]
pub trait IntoAxumResponse {
    #[doc(hidden)]
    fn __answer(self) -> AxumResponse;
}

#[diagnostic::do_not_recommend]
impl<T: IntoResponse> IntoAxumResponse for T {
    fn __answer(self) -> AxumResponse {
        self.into_response()
    }
}

/// Creates the response of a page that is the same for every client. Never rejects.
///
/// Place it before the other arguments: they then see a request without a `Cookie` header.
impl<S: Sync> FromRequestParts<S> for Response<Cacheable> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        parts.headers.remove(COOKIE);
        mark_axum_route(&mut parts.extensions);
        Ok(Self::for_parts(parts))
    }
}

/// Reads the cookies of the request, for a handler that sets none. Never rejects.
///
/// No layer is needed. The cookies include those that middleware has set for this request, and do
/// not change afterwards. The page of a handler that reads them is not cached. A handler that sets
/// cookies takes a `Response<Head>` instead. The [`cookies`](Response::cookies) of that response
/// include those that the handler has set.
///
/// # Examples
/// ```
/// use axum::Json;
/// use headfirst::{CookieDef, Cookies, cookie_def};
///
/// const THEME: CookieDef = cookie_def!(CookieDef::new("theme"));
///
/// async fn theme(cookies: Cookies) -> Json<String> {
///     Json(cookies.get(&THEME).unwrap_or("light").to_owned())
/// }
/// # let _: axum::Router = axum::Router::new().route("/", axum::routing::get(theme));
/// ```
impl<S: Sync> FromRequestParts<S> for Cookies {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        // A page that shows them is for this client.
        Ticket::make_private_in(&parts.extensions);
        Ok(Self::from_headers(&parts.headers))
    }
}

/// Starts the action of the request, with the [`ActionGuard`] of the state.
///
/// Rejects a request that is not an action. Also rejects the request if a cookie set on the
/// response could be lost, as for `Response<Head>`.
impl<S: Sync + HasActionGuard> FromRequestParts<S> for Response<Action> {
    type Rejection = ActionRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ActionRejection> {
        if CookiePlace::of(&parts.extensions).is_none() {
            return Err(NoPlaceForCookies(()).into());
        }
        mark_axum_route(&mut parts.extensions);
        Ok(state.actions().start_parts(parts)?)
    }
}

/// A state of a router that provides an [`ActionGuard`].
///
/// The guard is the state itself, or a part of it by `FromRef`.
#[diagnostic::on_unimplemented(
    message = "the state `{Self}` has no `ActionGuard`, which checks who starts an action",
    label = "this router has another state, or none",
    note = "make one the state: `.with_state(ActionGuard::new(NothingKept))` after the routes",
    note = "in a state of your own: `impl FromRef<{Self}> for headfirst::ActionGuard`"
)]
pub trait HasActionGuard {
    #[doc(hidden)]
    fn actions(&self) -> ActionGuard;
}

#[diagnostic::do_not_recommend]
impl<S> HasActionGuard for S
where
    ActionGuard: FromRef<S>,
{
    fn actions(&self) -> ActionGuard {
        ActionGuard::from_ref(self)
    }
}

/// Provides the guard if the state is an `Arc` of it.
// With this second impl, rustc does not infer a state for every router that has actions. Its
// message is then about the handler. It recommends `debug_handler`, whose message is that of
// `HasActionGuard`.
impl FromRef<Arc<Self>> for ActionGuard {
    fn from_ref(shared: &Arc<Self>) -> Self {
        Self::clone(shared)
    }
}
