//! Helpers for tests: requests, the cookies of a response, and a browser with a clock.
//!
//! This module requires the feature `testing`. Enable it in `[dev-dependencies]`, so that the
//! program itself does not include it.
//!
//! [`action`] creates a request that starts an action, and [`with_form`] or [`with_json`] adds its
//! body. [`sets`] and [`removes`] inspect a response by the definition of a cookie, and [`text`]
//! reads its body. A [`Browser`] stores cookies between requests, and the test controls when they
//! expire. For timeouts and other timers of tokio, use `#[tokio::test(start_paused = true)]`. A failed
//! body ends a few milliseconds of real time later, during which a paused clock advances: read such a
//! body without a timeout.
//!
//! # Examples
//! ```
//! use std::collections::HashMap;
//!
//! use axum::{Form, Router, routing::post};
//! use headfirst::prelude::*;
//! use headfirst::{NothingKept, testing};
//! use tower::ServiceExt;
//!
//! const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
//!
//! async fn log_in(
//!     mut res: Response<Action>,
//!     Form(form): Form<HashMap<String, String>>,
//! ) -> Result<http::Response<Body>, CookieError> {
//!     res.set_cookie(TOKEN.value("t1"))?;
//!     Ok(res.send(format!("<p>Hello, {}</p>", form["name"])))
//! }
//!
//! let app: Router = Router::new()
//!     .route("/login", post(log_in))
//!     .with_state(ActionGuard::new(NothingKept))
//!     .layer(KeepCookiesLayer::new());
//!
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let request = testing::with_form(testing::action("/login"), [("name", "Zoë")])?;
//! let response = app.oneshot(request).await?;
//! assert_eq!(testing::sets(&response, &TOKEN), Some("t1"));
//! assert_eq!(testing::text(response).await?, "<p>Hello, Zoë</p>");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod browser;
mod form;
mod json;

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;

use bytes::Buf;
use http::header::{CONTENT_TYPE, HOST, ORIGIN, SET_COOKIE};
use http::{HeaderValue, Request, Response, Uri, request};
use http_body::Body;

use crate::cookie::{CookieDef, CookieValue, RemoveCookie};
use crate::header::content_type;

pub use browser::Browser;
use form::push_encoded;
pub use json::IntoJson;

/// The default host of requests.
const SITE: &str = "example.com";

/// Creates a same-origin `POST` request, which starts an action.
///
/// The origin is that of the URI. Defaults to `https://example.com`. The request has no
/// `Content-Type`: [`with_form`] and [`with_json`] add one, with a body.
#[must_use]
pub fn action(uri: &str) -> request::Builder {
    let parsed: Option<Uri> = uri.parse().ok();
    let origin =
        parsed.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.authority()?.as_str())));
    let (scheme, host) = origin.unwrap_or(("https", SITE));
    // If it is not a URI, `body` returns the error.
    Request::post(uri)
        .header(HOST, host)
        .header(ORIGIN, format!("{scheme}://{host}"))
        .header("sec-fetch-site", "same-origin")
}

/// Adds a body to a request: the content of a form, encoded as in a browser.
///
/// Its `Content-Type` is `application/x-www-form-urlencoded`. As in a browser, each line break of a
/// `<textarea>` becomes `\r\n`. For a form with files, write the multipart body by hand.
///
/// # Errors
/// Returns the error of the builder, such as that of an invalid URI.
///
/// # Examples
/// ```
/// use headfirst::testing::{self, Browser};
///
/// let browser = Browser::new();
/// let form = [("name", "Zoë"), ("motto", "1 + 1 = 2")];
/// let request = testing::with_form(browser.submit("/login"), form)?;
/// assert_eq!(request.body(), "name=Zo%C3%AB&motto=1+%2B+1+%3D+2");
/// # Ok::<(), http::Error>(())
/// ```
pub fn with_form<N, V>(
    request: request::Builder,
    fields: impl IntoIterator<Item = (N, V)>,
) -> http::Result<Request<String>>
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    let mut body = String::new();
    for (name, value) in fields {
        if !body.is_empty() {
            body.push('&');
        }
        push_encoded(&mut body, name.as_ref());
        body.push('=');
        push_encoded(&mut body, value.as_ref());
    }
    with_body(request, HeaderValue::from_static("application/x-www-form-urlencoded"), body)
}

/// Adds a body to a request: JSON as text, or as a value that formats as JSON.
///
/// The values of serde_json format as JSON, such as that of `json!`. The text is not checked, so a
/// test can send JSON that is invalid. The `Content-Type` is `application/json`.
///
/// # Errors
/// Returns the error of the builder, such as that of an invalid URI.
///
/// # Examples
/// ```
/// use headfirst::testing;
/// use serde_json::json;
///
/// let request = testing::with_json(testing::action("/orders"), json!({ "name": "eggs" }))?;
/// assert_eq!(request.body(), r#"{"name":"eggs"}"#);
/// # Ok::<(), http::Error>(())
/// ```
pub fn with_json(request: request::Builder, json: impl IntoJson) -> http::Result<Request<String>> {
    with_body(request, content_type::APPLICATION_JSON, json.into_json())
}

/// Adds a body, whose content type replaces one that was set before.
fn with_body(
    mut request: request::Builder,
    content_type: HeaderValue,
    body: String,
) -> http::Result<Request<String>> {
    // Without headers, the builder has an error, which `body` returns.
    if let Some(headers) = request.headers_mut() {
        headers.insert(CONTENT_TYPE, content_type);
    }
    request.body(body)
}

/// Returns the value that a response sets the cookie of this definition to.
///
/// Returns `None` if the response does not set the cookie. Also returns `None` if it sets a cookie
/// of the same name with other attributes, other keys or another encoding.
///
/// The [example of the module](self#examples) reads the cookie of a login.
#[must_use]
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
#[must_use]
pub fn removes<T, B>(response: &Response<B>, definition: &CookieDef<T>) -> bool
where
    T: ?Sized + CookieValue,
{
    let removal = RemoveCookie::from(definition).into_expired();
    response.headers().get_all(SET_COOKIE).iter().any(|line| line == removal.line())
}

/// Reads the body of a response to its end, as text.
///
/// The [example of the module](self#examples) reads the page of a login.
///
/// # Errors
/// Returns the error of the body, such as that of a render function, or an error if the body is not
/// UTF-8.
///
/// # Cancel safety
/// If the future is dropped before it completes, the response is dropped.
pub async fn text<B>(response: Response<B>) -> Result<String, TextError>
where
    B: Body<Error: Into<Box<dyn Error + Send + Sync>>>,
{
    let mut body = pin!(response.into_body());
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        let frame = frame.map_err(|error| TextError(error.into()))?;
        if let Ok(mut data) = frame.into_data() {
            while data.has_remaining() {
                let chunk = data.chunk();
                bytes.extend_from_slice(chunk);
                let len = chunk.len();
                data.advance(len);
            }
        }
    }
    String::from_utf8(bytes).map_err(|error| TextError(error.into()))
}

/// Error returned when a body is not text, or ended with an error.
///
/// Its source is the error of the body, or a [`FromUtf8Error`](std::string::FromUtf8Error).
#[derive(Debug)]
pub struct TextError(Box<dyn Error + Send + Sync>);

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the body cannot be read as text: {}", self.0)
    }
}

impl Error for TextError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.0.as_ref())
    }
}
