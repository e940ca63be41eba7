//! The conversions of this crate's errors into responses.

#![allow(
    clippy::from_over_into,
    reason = "with axum's `IntoResponse`, `From` would make two errors of a middleware of it"
)]

use http::StatusCode;

use super::Response;
use crate::action::NotAnAction;
use crate::body::{Body, IntoContent};
use crate::cookie::CookieError;
use crate::header::content_type::TEXT_PLAIN_UTF_8;
use crate::header::{CONTENT_TYPE, HeaderError};
use crate::phase::Head;

/// Responds with `500 Internal Server Error`, because the server creates the cookie.
impl Into<http::Response<Body>> for CookieError {
    fn into(self) -> http::Response<Body> {
        text(StatusCode::INTERNAL_SERVER_ERROR, self.as_str())
    }
}

/// Responds with `500 Internal Server Error`, because the server creates its headers.
impl Into<http::Response<Body>> for HeaderError {
    fn into(self) -> http::Response<Body> {
        text(StatusCode::INTERNAL_SERVER_ERROR, self.to_string())
    }
}

/// Responds with the [`status`](NotAnAction::status) and the text of the error.
impl Into<http::Response<Body>> for NotAnAction {
    fn into(self) -> http::Response<Body> {
        text(self.status(), self.to_string())
    }
}

/// Creates a response of plain text.
fn text(status: StatusCode, text: impl IntoContent) -> http::Response<Body> {
    let head = Response::<Head>::new().with_status(status);
    head.with_header(CONTENT_TYPE, TEXT_PLAIN_UTF_8).send(text)
}
