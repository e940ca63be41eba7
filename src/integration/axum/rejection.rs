//! The rejections of the extractors, and the responses to this crate's errors.

use std::error::Error;
use std::fmt;

use axum::response::{IntoResponse, Response as AxumResponse};
use http::StatusCode;

use crate::cookie::CookieError;
use crate::header::HeaderError;
use crate::{Body, InvalidPath, NotAnAction};

/// Error returned when a request has no place to keep cookies.
///
/// A cookie that is set could be lost. The error converts to a `500 Internal Server Error` whose
/// text names the missing layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPlaceForCookies(pub(super) ());

impl fmt::Display for NoPlaceForCookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "Missing `headfirst::middleware::KeepCookiesLayer`: a cookie that is set here would be lost if the \
             handler failed. Add `.layer(KeepCookiesLayer::new())` to the router, as its last layer, which \
             is the outermost.",
        )
    }
}

impl Error for NoPlaceForCookies {}

impl IntoResponse for NoPlaceForCookies {
    fn into_response(self) -> AxumResponse {
        (StatusCode::INTERNAL_SERVER_ERROR, self.to_string()).into_response()
    }
}

/// Error returned when a handler's action cannot be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActionRejection {
    /// The request has no place to keep cookies.
    NoPlaceForCookies(NoPlaceForCookies),
    /// The request is not a client interaction with a page of this server.
    NotAnAction(NotAnAction),
}

impl ActionRejection {
    /// Returns the status of the response: 500, 403 or 400.
    ///
    /// A refused request has that of [`NotAnAction::status`].
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::NoPlaceForCookies(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotAnAction(rejection) => rejection.status(),
        }
    }
}

impl From<NoPlaceForCookies> for ActionRejection {
    fn from(rejection: NoPlaceForCookies) -> Self {
        Self::NoPlaceForCookies(rejection)
    }
}

impl From<NotAnAction> for ActionRejection {
    fn from(rejection: NotAnAction) -> Self {
        Self::NotAnAction(rejection)
    }
}

impl fmt::Display for ActionRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPlaceForCookies(rejection) => rejection.fmt(f),
            Self::NotAnAction(rejection) => rejection.fmt(f),
        }
    }
}

impl Error for ActionRejection {}

impl IntoResponse for ActionRejection {
    fn into_response(self) -> AxumResponse {
        match self {
            Self::NoPlaceForCookies(rejection) => rejection.into_response(),
            Self::NotAnAction(rejection) => rejection.into_response(),
        }
    }
}

/// A `500 Internal Server Error`: the path is the author's.
impl IntoResponse for InvalidPath {
    fn into_response(self) -> AxumResponse {
        (StatusCode::INTERNAL_SERVER_ERROR, self.to_string()).into_response()
    }
}

impl IntoResponse for NotAnAction {
    fn into_response(self) -> AxumResponse {
        let answer: http::Response<Body> = self.into();
        answer.into_response()
    }
}

impl IntoResponse for CookieError {
    fn into_response(self) -> AxumResponse {
        let answer: http::Response<Body> = self.into();
        answer.into_response()
    }
}

impl IntoResponse for HeaderError {
    fn into_response(self) -> AxumResponse {
        let answer: http::Response<Body> = self.into();
        answer.into_response()
    }
}
