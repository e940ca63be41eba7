//! The conversions of this crate's errors into responses.

#![allow(
    clippy::from_over_into,
    reason = "with axum's `IntoResponse`, `From` would make two errors of a middleware of it"
)]

use http::StatusCode;

use super::Response;
use crate::action::NotAnAction;
use crate::body::Body;
use crate::cookie::CookieError;
use crate::header::HeaderError;
use crate::phase::Head;

/// Responds with `500 Internal Server Error`, because the server creates the cookie.
impl Into<http::Response<Body>> for CookieError {
    fn into(self) -> http::Response<Body> {
        let head = Response::<Head>::new().with_status(StatusCode::INTERNAL_SERVER_ERROR);
        head.send(self.as_str())
    }
}

/// Responds with `500 Internal Server Error`, because the server creates its headers.
impl Into<http::Response<Body>> for HeaderError {
    fn into(self) -> http::Response<Body> {
        let head = Response::<Head>::new().with_status(StatusCode::INTERNAL_SERVER_ERROR);
        head.send(self.to_string())
    }
}

/// Responds with the [`status`](NotAnAction::status) and the text of the error.
impl Into<http::Response<Body>> for NotAnAction {
    fn into(self) -> http::Response<Body> {
        Response::<Head>::new().with_status(self.status()).send(self.to_string())
    }
}
