//! For axum: a handler takes a `Response` as an argument, and returns a `Failed` as an error.

use std::convert::Infallible;

#[cfg(feature = "tower")]
use axum::extract::OriginalUri;
use axum::extract::{FromRef, FromRequestParts};
use axum::response::{IntoResponse, Response as AxumResponse};
use http::header::COOKIE;
use http::request::Parts;

use crate::body::Watched;
use crate::cookie::CookieError;
use crate::{Action, Actions, Body, Failed, Head, NotAnAction, Response, Shared};

/// Begins the response to the request that is being handled. Never rejects.
impl<S: Sync> FromRequestParts<S> for Response<Head> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::to_parts(parts))
    }
}

/// Begins a page that is the same for every client. Never rejects.
///
/// The arguments after this one see a request without a `Cookie` field, so take it first.
impl<S: Sync> FromRequestParts<S> for Response<Shared> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        parts.headers.remove(COOKIE);
        Ok(Self::to_parts(parts))
    }
}

/// Begins the action that the request asks for, by the [`Actions`] of the state.
impl<S: Sync> FromRequestParts<S> for Response<Action>
where
    Actions: FromRef<S>,
{
    type Rejection = NotAnAction;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, NotAnAction> {
        Actions::from_ref(state).begin_parts(parts)
    }
}

/// Answering with what axum makes.
impl Response<Head> {
    /// Answers with anything that axum can, such as `Json`, and the cookies and headers set here.
    ///
    /// `Head → axum::response::Response`. The status is that of the answer, and so is a cookie or a field
    /// that both have set.
    ///
    /// # Examples
    /// ```
    /// use axum::Json;
    /// use axum::response::IntoResponse;
    /// use headfirst::{CookieDef, Failed, Head, Response, cookie_def};
    /// use headfirst::cookie::CookieError;
    ///
    /// const SEEN: CookieDef = cookie_def!(CookieDef::plain("seen"));
    ///
    /// async fn api(res: Response<Head>) -> Result<impl IntoResponse, Failed<CookieError>> {
    ///     Ok(res.with_cookie(SEEN.value("1"))?.respond(Json(["milk", "bread"])))
    /// }
    /// # let _: axum::Router = axum::Router::new().route("/", axum::routing::get(api));
    /// ```
    #[track_caller]
    pub fn respond(self, answer: impl IntoResponse) -> AxumResponse {
        self.leave_with(answer.into_response())
    }
}

impl IntoResponse for NotAnAction {
    fn into_response(self) -> AxumResponse {
        http::Response::<Body>::from(self).into_response()
    }
}

impl IntoResponse for CookieError {
    fn into_response(self) -> AxumResponse {
        http::Response::<Body>::from(self).into_response()
    }
}

/// The response of the error, with the cookies of the head.
impl<E: IntoResponse> IntoResponse for Failed<E> {
    fn into_response(self) -> AxumResponse {
        self.merge_with(E::into_response, |body, watch| {
            axum::body::Body::new(Watched::new(body, watch))
        })
    }
}

/// Returns the target of a request before a router has cut a prefix off.
#[cfg(feature = "tower")]
pub(crate) fn original_target(extensions: &http::Extensions) -> Option<&http::Uri> {
    extensions.get().map(|OriginalUri(target)| target)
}
