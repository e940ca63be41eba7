//! What the tests of an application need: requests as a browser sends them, and what a response sets.
//!
//! It needs the feature `testing`, which belongs in `[dev-dependencies]`: what a program links has none of it.
//!
//! A request of [`action`] starts an action, [`sets`] and [`removes`] look at a response by the definition of
//! a cookie, and [`text`] reads its body. A [`Browser`] keeps cookies from one request to the next, for a
//! time that the test controls. What sleeps by tokio, such as a timeout, is controlled by
//! `#[tokio::test(start_paused = true)]`.
//!
//! # Examples
//! ```
//! use axum::{Router, routing::post};
//! use headfirst::prelude::*;
//! use headfirst::{NothingKept, testing};
//! use tower::ServiceExt;
//!
//! const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
//!
//! async fn log_in(mut res: Response<Action>) -> Result<http::Response<Body>, CookieError> {
//!     res.set_cookie(TOKEN.value("t1"))?;
//!     Ok(res.into_head().send("<p>Hello</p>"))
//! }
//!
//! let app: Router = Router::new()
//!     .route("/login", post(log_in))
//!     .with_state(ActionGuard::new(NothingKept))
//!     .layer(KeepCookiesLayer::new());
//!
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let request = testing::action("/login").body(String::new())?;
//! let response = app.oneshot(request).await?;
//! assert_eq!(testing::sets(&response, &TOKEN), Some("t1"));
//! assert_eq!(testing::text(response).await?, "<p>Hello</p>");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod browser;

use std::error::Error;
use std::future::poll_fn;
use std::pin::pin;

use bytes::Buf;
use http::header::{HOST, ORIGIN, SET_COOKIE};
use http::{Request, Response, Uri, request};
use http_body::Body;

use crate::cookie::{CookieDef, CookieValue, RemoveCookie};

pub use browser::Browser;

/// The host that requests are for, unless they say another: one that `Secure` cookies are sent to.
const SITE: &str = "example.com";

/// Starts a `POST` that a page of the same origin sends, so that it starts an action.
///
/// Its origin is `https://example.com`, unless the URI has another. It has no `Content-Type`.
#[must_use]
pub fn action(uri: &str) -> request::Builder {
    let parsed: Option<Uri> = uri.parse().ok();
    let origin =
        parsed.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.authority()?.as_str())));
    let (scheme, host) = origin.unwrap_or(("https", SITE));
    // What is no URI is an error at the end of the builder.
    Request::post(uri)
        .header(HOST, host)
        .header(ORIGIN, format!("{scheme}://{host}"))
        .header("sec-fetch-site", "same-origin")
}

/// Returns what a response sets the cookie of this definition to, read as the definition says.
///
/// `None` if the response does not set it, removes it, or sets one of its name with other attributes.
pub fn sets<'r, T, B>(response: &'r Response<B>, definition: &CookieDef<T>) -> Option<T::Read<'r>>
where
    T: ?Sized + CookieValue,
{
    response.headers().get_all(SET_COOKIE).iter().find_map(|line| {
        let line = line.to_str().ok()?.strip_prefix(definition.name())?.strip_prefix('=')?;
        let end = line.find(';').unwrap_or(line.len());
        let (value, attributes) = line.split_at(end);
        definition.reads(value, attributes)
    })
}

/// Returns whether a response removes the cookie of this definition.
pub fn removes<T, B>(response: &Response<B>, definition: &CookieDef<T>) -> bool
where
    T: ?Sized + CookieValue,
{
    let removal = RemoveCookie::from(definition).into_expired();
    response.headers().get_all(SET_COOKIE).iter().any(|line| line == removal.line())
}

/// Reads the body of a response to its end, as text.
///
/// # Errors
/// Returns the error that the body ends with, as that of a render that fails, and an error for what is not
/// UTF-8.
///
/// # Cancel safety
/// Dropped before its end, it drops the response.
pub async fn text<B>(response: Response<B>) -> Result<String, Box<dyn Error + Send + Sync>>
where
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
{
    let mut body = pin!(response.into_body());
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        if let Ok(mut data) = frame.map_err(Into::into)?.into_data() {
            while data.has_remaining() {
                let chunk = data.chunk();
                bytes.extend_from_slice(chunk);
                let len = chunk.len();
                data.advance(len);
            }
        }
    }
    Ok(String::from_utf8(bytes)?)
}
