//! Capabilities to write a body and to send a response.

use super::can_change::CanSetHeaders;
use super::{Action, Answered, Cacheable, Head, Middleware, Phase, Shell, Streaming, access};

/// Capability: body bytes can be written.
#[diagnostic::on_unimplemented(
    message = "body bytes cannot be written in phase `{Self}`",
    label = "this phase has no body to write to",
    note = "open it with `shell()`, or write in the render function of `stream(render)`",
    note = "middleware gets there by `skip_handler()`, and an action by `into_head()`"
)]
pub trait CanWriteBody: Phase + access::HasBodyBuffer {}

impl CanWriteBody for Shell {}
impl CanWriteBody for Streaming {}

/// Capability: the body is being sent, so written bytes can be flushed.
#[diagnostic::on_unimplemented(
    message = "the body cannot be flushed in phase `{Self}`",
    label = "the body is not being sent here",
    note = "flush in the render function that `stream(render)` takes",
    note = "before that, written bytes are buffered until the head is sent"
)]
pub trait CanFlush: CanWriteBody + access::HasBodyWriter {}

impl CanFlush for Streaming {}

/// Capability: parts, boundaries and trailers can be added to the body.
#[diagnostic::on_unimplemented(
    message = "parts, boundaries and trailers cannot be added in phase `{Self}`",
    label = "the body is not being sent here",
    note = "add them in the render function that `stream(render)` takes",
    note = "they are sent while the page is rendered, so they follow the head"
)]
pub trait CanAddParts: CanWriteBody + access::HasBodyWriter {}

impl CanAddParts for Streaming {}

/// Capability: the head can be sent, followed by a streamed or a forwarded body.
///
/// # Examples
/// ```
/// use headfirst::{Body, CanSendBody, Head, Response};
///
/// fn send_report<P: CanSendBody>(res: Response<P>) -> http::Response<Body> {
///     res.send_body(http_body_util::Full::from("orders;3"))
/// }
///
/// let mut shell = Response::<Head>::new().shell();
/// shell.write("total;3\n");
/// assert_eq!(send_report(shell).headers()["content-length"], "16");
/// ```
#[diagnostic::on_unimplemented(
    message = "a response in phase `{Self}` cannot start to stream",
    label = "the body cannot be started from this phase",
    note = "call `stream(render)` or `send_body(body)` on a `Response<Head>`, a shell or a cacheable page",
    note = "from middleware call `skip_handler()` first, from an action `into_head()`"
)]
pub trait CanSendBody: CanSetHeaders {}

#[diagnostic::do_not_recommend]
impl CanSendBody for Head {}
#[diagnostic::do_not_recommend]
impl CanSendBody for Shell {}
#[diagnostic::do_not_recommend]
impl CanSendBody for Cacheable {}

/// Capability: the response can be a redirect, `204 No Content` or `304 Not Modified`.
#[diagnostic::on_unimplemented(
    message = "a response in phase `{Self}` cannot be sent without a body",
    label = "no redirect or empty response from this phase",
    note = "from a shell, call `discard()` first: it returns the `Response<Head>`",
    note = "a render function runs too late, and a cacheable page has a body: use a `Response<Head>`"
)]
pub trait CanSendHeadOnly: CanSetHeaders {}

#[diagnostic::do_not_recommend]
impl CanSendHeadOnly for Middleware {}
#[diagnostic::do_not_recommend]
impl CanSendHeadOnly for Action {}
#[diagnostic::do_not_recommend]
impl CanSendHeadOnly for Head {}

/// Capability: another response can be sent as the response.
#[diagnostic::on_unimplemented(
    message = "a response in phase `{Self}` cannot be sent with another response",
    label = "the response was already made",
    note = "call `relay(answer)` or `respond(answer)` on a response whose body has not started",
    note = "after the handler, its response stays: cookies and headers can be added to it"
)]
pub trait CanRelay: CanSetHeaders {}

#[diagnostic::do_not_recommend]
impl CanRelay for Middleware {}
#[diagnostic::do_not_recommend]
impl CanRelay for Action {}
#[diagnostic::do_not_recommend]
impl CanRelay for Head {}
#[diagnostic::do_not_recommend]
impl CanRelay for Shell {}
#[diagnostic::do_not_recommend]
impl CanRelay for Cacheable {}

/// Capability: the response can be returned from an axum handler or middleware as it is.
#[diagnostic::on_unimplemented(
    message = "a response in phase `{Self}` is not sent by returning it",
    label = "this response is still open",
    note = "return the result of `send(body)`, `stream(render)`, `redirect(location)` or `no_content()`",
    note = "a value of axum is sent by `respond(Json(value))`, and not by `(res, Json(value))`"
)]
pub trait CanReturn: Phase + access::IntoHttpResponse {}

#[diagnostic::do_not_recommend]
impl CanReturn for Answered {}
