//! The phases of a response, and the capabilities of each phase.
//!
//! All bounds on the methods of a response refer to traits that are defined in this module.
//!
#![doc = include_str!("../docs/matrix.md")]

// A message lists the phases that have a capability if the list is advice: one or two phases, to which the caller
// can move. Other lists are left out, by `do_not_recommend` on each `impl`.
//
// A capability whose code differs between phases has a second supertrait in `sealed`. Others need none: `Phase` is
// sealed, and no other crate can define a capability or a phase.

/// A phase of a [`Response`](crate::Response).
///
/// Sealed: the phases are the enums of this module, and there are no others.
/// Each carries its own data, so a response in a phase holds what exists in that phase and nothing
/// else.
// `Sized`, or a trait object of a capability would be a phase that has it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a phase of a response",
    label = "the phases are a closed set",
    note = "use `Middleware`, `Action`, `Head`, `Shell`, `Cacheable`, `Answered` or `Streaming`",
    note = "in a helper, ask for a capability: `P: CanSetCookies`, `P: CanSetHeaders`, `P: CanWriteBody`"
)]
pub trait Phase: Sized + sealed::Sealed {}

/// The phase before the handler runs.
///
/// Headers and cookies that are set here are added to the handler's response. The request that the
/// handler sees can be changed.
#[derive(Debug)]
pub enum Middleware {}

/// The phase of a request that was checked by an [`ActionGuard`](crate::ActionGuard).
///
/// It may change data and revalidate cached pages.
#[derive(Debug)]
pub enum Action {}

/// The phase before anything is sent or written: status, headers and cookies can be set.
#[derive(Debug)]
pub enum Head {}

/// The phase with buffered body bytes: the head can still be changed.
#[derive(Debug)]
pub enum Shell {}

/// The phase of a page that is the same for every client.
///
/// It has no cookies, so it can be cached.
#[derive(Debug)]
pub enum Cacheable {}

/// The phase after the handler has returned, and before the head is sent.
///
/// Cookies and headers can be added to the handler's response.
#[derive(Debug)]
pub enum Answered {}

/// The phase after the head was sent: the body can be written, the head cannot be changed.
#[derive(Debug)]
pub enum Streaming {}

#[diagnostic::do_not_recommend]
impl Phase for Middleware {}
#[diagnostic::do_not_recommend]
impl Phase for Action {}
#[diagnostic::do_not_recommend]
impl Phase for Head {}
#[diagnostic::do_not_recommend]
impl Phase for Shell {}
#[diagnostic::do_not_recommend]
impl Phase for Cacheable {}
#[diagnostic::do_not_recommend]
impl Phase for Answered {}
#[diagnostic::do_not_recommend]
impl Phase for Streaming {}

/// Capability: a response can be created in this phase, from the request that it answers.
#[diagnostic::on_unimplemented(
    message = "a response cannot start in phase `{Self}`",
    label = "created by an earlier phase or a check",
    note = "start with `Response::<Head>::for_request(&request)`",
    note = "an action starts with a request that was checked: `guard.start(&request)?`"
)]
pub trait CanStart: Phase + sealed::CanStart {}

#[diagnostic::do_not_recommend]
impl CanStart for Middleware {}
#[diagnostic::do_not_recommend]
impl CanStart for Head {}
#[diagnostic::do_not_recommend]
impl CanStart for Cacheable {}

/// Capability: the cookies of the request can be read.
#[diagnostic::on_unimplemented(
    message = "cookies cannot be read in phase `{Self}`",
    label = "this page may be cached for other clients",
    note = "a page that reads cookies starts as a `Response<Head>`, which the page cache never stores"
)]
pub trait CanReadCookies: Phase {}

#[diagnostic::do_not_recommend]
impl CanReadCookies for Middleware {}
#[diagnostic::do_not_recommend]
impl CanReadCookies for Action {}
#[diagnostic::do_not_recommend]
impl CanReadCookies for Head {}
#[diagnostic::do_not_recommend]
impl CanReadCookies for Shell {}
#[diagnostic::do_not_recommend]
impl CanReadCookies for Answered {}
#[diagnostic::do_not_recommend]
impl CanReadCookies for Streaming {}

/// Capability: headers can be read, inserted and appended.
#[diagnostic::on_unimplemented(
    message = "headers cannot be read or changed in phase `{Self}`",
    label = "the head may already have been sent",
    note = "set headers on the `Response<Head>` or the shell, before `stream(render)`",
    note = "the head is sent before the body, so it cannot be changed once the body streams"
)]
pub trait CanSetHeaders: Phase + sealed::Fields {}

#[diagnostic::do_not_recommend]
impl CanSetHeaders for Middleware {}
#[diagnostic::do_not_recommend]
impl CanSetHeaders for Action {}
#[diagnostic::do_not_recommend]
impl CanSetHeaders for Head {}
#[diagnostic::do_not_recommend]
impl CanSetHeaders for Shell {}
#[diagnostic::do_not_recommend]
impl CanSetHeaders for Cacheable {}
#[diagnostic::do_not_recommend]
impl CanSetHeaders for Answered {}

/// Capability: the status can be read.
#[diagnostic::on_unimplemented(
    message = "the status cannot be read in phase `{Self}`",
    label = "not known yet, or already sent",
    note = "middleware reads the status of the handler in `res.next_then(|answer| ..)`",
    note = "in a render function, read it before `stream(render)` and move it in"
)]
pub trait CanReadStatus: CanSetHeaders {}

#[diagnostic::do_not_recommend]
impl CanReadStatus for Action {}
#[diagnostic::do_not_recommend]
impl CanReadStatus for Head {}
#[diagnostic::do_not_recommend]
impl CanReadStatus for Shell {}
#[diagnostic::do_not_recommend]
impl CanReadStatus for Cacheable {}
#[diagnostic::do_not_recommend]
impl CanReadStatus for Answered {}

/// Capability: the status can be set.
#[diagnostic::on_unimplemented(
    message = "the status cannot be set in phase `{Self}`",
    label = "the status is not decided in this phase",
    note = "set it on the `Response<Head>` or the shell; middleware calls `skip_handler()` first",
    note = "a render function runs after the head was sent; in middleware, the handler decides"
)]
pub trait CanSetStatus: CanReadStatus {}

#[diagnostic::do_not_recommend]
impl CanSetStatus for Action {}
#[diagnostic::do_not_recommend]
impl CanSetStatus for Head {}
#[diagnostic::do_not_recommend]
impl CanSetStatus for Shell {}
#[diagnostic::do_not_recommend]
impl CanSetStatus for Cacheable {}

/// Capability: cookies, which are a part of the head, can be set and removed.
#[diagnostic::on_unimplemented(
    message = "cookies cannot be set or removed in phase `{Self}`",
    label = "`Set-Cookie` may already have been sent",
    note = "set cookies on the `Response<Head>` or the shell, before `stream(render)`",
    note = "the head is sent before the body, so it cannot be changed once the body streams",
    note = "a `Response<Cacheable>` has no cookies, so that it can be cached"
)]
pub trait CanSetCookies: CanSetHeaders + CanReadCookies {}

#[diagnostic::do_not_recommend]
impl CanSetCookies for Middleware {}
#[diagnostic::do_not_recommend]
impl CanSetCookies for Action {}
#[diagnostic::do_not_recommend]
impl CanSetCookies for Head {}
#[diagnostic::do_not_recommend]
impl CanSetCookies for Shell {}
#[diagnostic::do_not_recommend]
impl CanSetCookies for Answered {}

/// Capability: the request that the handler will see can be changed.
#[diagnostic::on_unimplemented(
    message = "the request cannot be changed in phase `{Self}`",
    label = "the handler may already have read it",
    note = "do it in middleware, on the `Response<Middleware>`, before `next()`",
    note = "`set_cookie` sets a cookie of the client, and `cookies()` shows it in this phase too"
)]
pub trait CanChangeRequest: Phase + sealed::Hands {}

impl CanChangeRequest for Middleware {}

/// Capability: cached pages can be marked as out of date.
#[diagnostic::on_unimplemented(
    message = "pages cannot be revalidated in phase `{Self}`",
    label = "only an action can revalidate pages",
    note = "do it in an action, which takes `&mut Response<P>` with `P: CanAct`, before `into_head()`",
    note = "rendering a page does not change data, so it has nothing to revalidate"
)]
pub trait CanRevalidate: Phase + sealed::Revalidates {}

impl CanRevalidate for Action {}

/// Capability: body bytes can be written.
#[diagnostic::on_unimplemented(
    message = "body bytes cannot be written in phase `{Self}`",
    label = "this phase has no body to write to",
    note = "open it with `shell()`, or write in the render function of `stream(render)`",
    note = "middleware gets there by `skip_handler()`, and an action by `into_head()`"
)]
pub trait CanWriteBody: Phase + sealed::Writes {}

impl CanWriteBody for Shell {}
impl CanWriteBody for Streaming {}

/// Capability: the response can be a redirect, `204 No Content` or `304 Not Modified`.
#[diagnostic::on_unimplemented(
    message = "a response in phase `{Self}` cannot be sent without a body",
    label = "no redirect or empty response from this phase",
    note = "from a shell, call `discard()` first: it returns the `Response<Head>`",
    note = "a render function runs too late, and a shared page has a body: use a `Response<Head>`"
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
pub trait CanReturn: Phase + sealed::Returns {}

#[diagnostic::do_not_recommend]
impl CanReturn for Answered {}

/// Capability: actions, which are functions that change what pages show, can be called.
///
/// It is the bound of such a function, and includes every capability of a
/// [`Response<Action>`](crate::Response):
/// ```
/// use headfirst::cookie::CookieError;
/// use headfirst::{CanAct, CookieDef, Response, cookie_def};
///
/// const CART: CookieDef = cookie_def!(CookieDef::new("cart"));
///
/// fn empty_cart<P: CanAct>(res: &mut Response<P>) -> Result<(), CookieError> {
///     res.revalidate_tag("cart").remove_cookie(&CART)?;
///     Ok(())
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "an action cannot be called in phase `{Self}`",
    label = "no client interaction has started this",
    note = "an action changes data, so only a form or a script of this site starts it: give it a route of \
            its own, whose handler takes a `Response<Action>`",
    note = "a function that only sets cookies takes `P: CanSetCookies`: pages and middleware can call it too"
)]
pub trait CanAct:
    CanSetCookies + CanSetStatus + CanRevalidate + CanSendHeadOnly + CanRelay + Phase
{
}

impl CanAct for Action {}

/// Capability: the head can be sent, followed by a streamed or a forwarded body.
#[diagnostic::on_unimplemented(
    message = "a response in phase `{Self}` cannot start to stream",
    label = "the body cannot be started from this phase",
    note = "call `stream(render)` or `send_body(body)` on a `Response<Head>`, a shell or a shared page",
    note = "from middleware call `skip_handler()` first, from an action `into_head()`"
)]
pub trait CanSendBody: CanSetHeaders + sealed::Commits {}

#[diagnostic::do_not_recommend]
impl CanSendBody for Head {}
#[diagnostic::do_not_recommend]
impl CanSendBody for Shell {}
#[diagnostic::do_not_recommend]
impl CanSendBody for Cacheable {}

/// Capability: the body is being sent, so written bytes can be flushed.
#[diagnostic::on_unimplemented(
    message = "the body cannot be flushed in phase `{Self}`",
    label = "the body is not being sent here",
    note = "flush in the render function that `stream(render)` takes",
    note = "before that, written bytes are buffered until the head is sent"
)]
pub trait CanFlush: CanWriteBody + sealed::Streams {}

impl CanFlush for Streaming {}

/// Capability: parts, boundaries and trailers can be added to the body.
#[diagnostic::on_unimplemented(
    message = "parts, boundaries and trailers cannot be added in phase `{Self}`",
    label = "the body is not being sent here",
    note = "add them in the render function that `stream(render)` takes",
    note = "they are sent while the page is rendered, so they follow the head"
)]
pub trait CanAddParts: CanWriteBody + sealed::Streams {}

impl CanAddParts for Streaming {}

/// Capability: the page can say how a page cache stores it.
#[diagnostic::on_unimplemented(
    message = "no page cache stores a response in phase `{Self}`",
    label = "only a cacheable page has cache tags",
    note = "take a `Response<Cacheable>`, and call this before the page is sent",
    note = "it has no cookies, so that the page is the same for every client"
)]
pub trait CanSetPageCache: Phase + sealed::Stores {}

impl CanSetPageCache for Cacheable {}

/// The data of each phase, and the sealed traits to access it.
pub(crate) mod sealed;
