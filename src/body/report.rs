//! The summary of a response that has ended.

use std::panic::{RefUnwindSafe, UnwindSafe};

use http::{HeaderMap, StatusCode};

use super::error::RenderError;
use crate::cookie::Cookies;

/// A summary of a response that has ended: what was sent, and how it ended.
///
/// The response is over, so nothing can be set through this type.
///
/// # Examples
/// ```
/// use std::sync::mpsc;
///
/// use headfirst::{Head, Response};
///
/// let (sender, log) = mpsc::channel();
/// let request = http::Request::get("/").header("cookie", "theme=dark").body(())?;
/// let mut res = Response::<Head>::for_request(&request);
/// res.on_end(move |sent| {
///     let theme = sent.cookies().get("theme").map(str::to_owned);
///     let _ = sender.send((sent.status(), theme));
/// });
/// drop(res.send("<h1>Orders</h1>"));
/// assert_eq!(log.recv()?, (http::StatusCode::OK, Some(String::from("dark"))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ResponseSummary {
    status: StatusCode,
    headers: HeaderMap,
    cookies: Cookies,
    pub(super) bytes: u64,
    pub(super) frames: u64,
    pub(super) end: Completion,
    pub(super) error: Option<RenderError>,
}

/// The way in which a response ended, as far as its server can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Completion {
    /// The server took the whole body. Whether the client received it is unknown.
    Complete,
    /// The source of the body failed or panicked, so the transfer was aborted.
    ///
    /// [`ResponseSummary::error`] is its error.
    Failed,
    /// The server dropped the body before its end, for example because the client disconnected.
    Aborted,
}

// A summary is only read, so a panic cannot leave its error in an invalid state.
impl UnwindSafe for ResponseSummary {}
impl RefUnwindSafe for ResponseSummary {}

impl ResponseSummary {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, cookies: Cookies) -> Self {
        Self {
            status,
            headers,
            cookies,
            bytes: 0,
            frames: 0,
            end: Completion::Aborted,
            error: None,
        }
    }

    /// Returns the status.
    ///
    /// The [example](Self#examples) reads it in an end callback.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers, as they were when the handler returned.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the cookies of the request, updated with the cookies that the response set.
    ///
    /// The [example](Self#examples) reads them in an end callback.
    #[must_use]
    pub fn cookies(&self) -> &Cookies {
        &self.cookies
    }

    /// Returns the number of content bytes that the server took.
    #[must_use]
    pub fn body_bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns the number of content frames that the server took.
    #[must_use]
    pub fn body_frames(&self) -> u64 {
        self.frames
    }

    /// Returns how the response ended.
    #[must_use]
    pub fn end(&self) -> Completion {
        self.end
    }

    /// Returns the error of a body that has [failed](Completion::Failed).
    ///
    /// No client receives its text. With the feature `tracing`, the span of the response has it.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, RenderResult, Response, testing};
    ///
    /// let mut res = Response::<Head>::new();
    /// res.on_end(|sent| {
    ///     if let Some(error) = sent.error() {
    ///         eprintln!("{error}"); // the render function failed …: no database
    ///     }
    /// });
    /// let res = res.stream(async |_page| -> RenderResult { Err("no database".into()) });
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// assert!(testing::text(res).await.is_err());
    /// # });
    /// # Ok::<(), std::io::Error>(())
    /// ```
    #[must_use]
    pub fn error(&self) -> Option<&RenderError> {
        self.error.as_ref()
    }
}
