//! What is allowed when: the phases of a response, and the capabilities each of them has.
//!
//! This file decides; every other one obeys it.
//!
#![doc = include_str!("../docs/matrix.md")]

/// A phase of a [`Response`](crate::Response).
///
/// Sealed: the phases are the enums of this module, and there are no others.
/// Each carries its own data, so a response in a phase holds what exists in that phase and nothing
/// else.
// `Sized`, or a trait object of a capability would be a phase that has it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a phase of a response",
    label = "the phases are a closed set",
    note = "use `Middleware`, `Action`, `Head`, `Shell`, `Cacheable`, `Answered` or `Streaming`, or a \
            parameter `P: Phase`"
)]
pub trait Phase: Sized + sealed::Sealed {}

/// Before the handler: what is set goes into its response, and what it will read can be changed.
#[derive(Debug)]
pub enum Middleware {}

/// What a client interaction has started: something may be changed, and told to those who keep it.
#[derive(Debug)]
pub enum Action {}

/// Nothing has been sent or written: status, headers and cookies are open.
#[derive(Debug)]
pub enum Head {}

/// Body bytes are being kept back, and the head is still open.
#[derive(Debug)]
pub enum Shell {}

/// The page is the same for every client: it knows no cookies, and may be kept.
#[derive(Debug)]
pub enum Cacheable {}

/// The handler has answered, and the head has not left: cookies and headers can be added to its answer.
#[derive(Debug)]
pub enum Answered {}

/// The head has left: the body can be written, and nothing before it can be changed.
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

/// Capability: a response begins here, with the request that it answers.
#[diagnostic::on_unimplemented(
    message = "a response does not begin in phase `{Self}`",
    label = "comes from an earlier phase or a check",
    note = "begin with `Response::<Head>::for_request(&request)`",
    note = "an action begins with a request that was checked: `actions.start(&request)?`"
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
    label = "this page may be kept for other clients",
    note = "a page that reads cookies begins as a `Response<Head>`, which the page cache never keeps"
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

/// Capability: header fields can be read, inserted and appended.
#[diagnostic::on_unimplemented(
    message = "the headers are not open in phase `{Self}`",
    label = "the head may have left before this line",
    note = "set them before `stream(render)`: on the `Response<Head>`, or on the open shell",
    note = "the head travels before the body, so nothing can be added to it once the body streams"
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
    message = "there is no status to read in phase `{Self}`",
    label = "may be too early or too late here",
    note = "a middleware sees the status of the handler in `res.next_then(|answer| ..)`",
    note = "in a render, read it before `stream(render)` and move it in"
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
    message = "the status is not open in phase `{Self}`",
    label = "this is not where the status is decided",
    note = "set it on the `Response<Head>` or on the open shell; a middleware calls `answer()` first",
    note = "in a render the head has left, and in a middleware the status is the handler's"
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

/// Capability: cookies can be set and removed, which are a part of the head.
#[diagnostic::on_unimplemented(
    message = "cookies cannot be set or removed in phase `{Self}`",
    label = "cookies are closed here",
    note = "do it before `stream(render)`, on the `Response<Head>` or the open shell; a shared page has none",
    note = "the head travels before the body, so nothing can be added to it once the body streams"
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
    label = "the handler may have read it by now",
    note = "do it in a middleware, on the `Response<Middleware>`, before its `next()`",
    note = "`set_cookie` sets a cookie of the client, and `cookies()` shows it in this phase too"
)]
pub trait CanChangeRequest: Phase + sealed::Hands {}

impl CanChangeRequest for Middleware {}

/// Capability: pages that are kept can be told that they are out of date.
#[diagnostic::on_unimplemented(
    message = "nothing can be revalidated in phase `{Self}`",
    label = "perhaps no client interaction started this",
    note = "do it in an action, which takes `&mut Response<Action>`, before its `render()`",
    note = "a page only shows: what it would revalidate was not changed by showing it"
)]
pub trait CanRevalidate: Phase + sealed::Revalidates {}

impl CanRevalidate for Action {}

/// Capability: body bytes can be written.
#[diagnostic::on_unimplemented(
    message = "body bytes cannot be written in phase `{Self}`",
    label = "the body may not have begun here",
    note = "open it with `shell()`, or write in the render of `stream(render)`",
    note = "a middleware comes to that by `answer()`, and an action by `render()`"
)]
pub trait CanWriteBody: Phase + sealed::Writes {}

impl CanWriteBody for Shell {}
impl CanWriteBody for Streaming {}

/// Capability: the response can still be a redirect, have no content, or be not modified.
#[diagnostic::on_unimplemented(
    message = "a response in phase `{Self}` cannot be answered with a head alone",
    label = "a head alone is no answer here",
    note = "from a shell, call `discard()` first: it gives back the `Response<Head>`",
    note = "a render is too late for it, and what is shared is a page: begin with a `Response<Head>`"
)]
pub trait CanSendHeadOnly: CanSetHeaders {}

#[diagnostic::do_not_recommend]
impl CanSendHeadOnly for Middleware {}
#[diagnostic::do_not_recommend]
impl CanSendHeadOnly for Action {}
#[diagnostic::do_not_recommend]
impl CanSendHeadOnly for Head {}

/// Capability: a whole response that was made elsewhere can be the answer.
#[diagnostic::on_unimplemented(
    message = "a response in phase `{Self}` cannot leave with another response",
    label = "the answer is made already",
    note = "call `relay(answer)` or `respond(answer)` on a response whose body has not begun",
    note = "after the handler, its answer stays: cookies and headers can be added to it"
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

/// Capability: the head can be sent now, with a render to write the body after it, or with a body.
#[diagnostic::on_unimplemented(
    message = "a response in phase `{Self}` cannot begin to stream",
    label = "there is no page here that could begin",
    note = "call `stream(render)` or `send_body(body)` once, on the `Response<Head>`, the open shell or \
            the shared page",
    note = "a middleware comes to that by `answer()`, and an action by `render()`"
)]
pub trait CanSendBody: CanSetHeaders + sealed::Commits {}

#[diagnostic::do_not_recommend]
impl CanSendBody for Head {}
#[diagnostic::do_not_recommend]
impl CanSendBody for Shell {}
#[diagnostic::do_not_recommend]
impl CanSendBody for Cacheable {}

/// What each phase owns, and the ways in that only this crate has.
pub(crate) mod sealed;
