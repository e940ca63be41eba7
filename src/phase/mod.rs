//! The phases of a response, and the capabilities of each phase.
//!
//! All bounds on the methods of a response refer to traits that are defined in this module.
//!
#![doc = include_str!("../../docs/matrix.md")]

// A phase is added to these files:
//
// - `phase/mod.rs`: the enum and its `impl Phase`
// - `phase/can_change.rs` and `phase/can_send.rs`: an `impl` of each of its capabilities
// - `phase/data.rs`: the struct with its data
// - `phase/sealed.rs`: its `impl Sealed`, which names the struct; its `impl StartData` if it has `CanStart`
// - `phase/access.rs`: the traits by which its capabilities reach the data
// - `response/mod.rs`: its methods
// - `lib.rs` and `prelude.rs`: its name
// - `docs/phase`: an empty page, which a test writes
// - `tests/matrix/table.rs` and `tests/matrix/wire.rs`: its column, and how a test gets there
//
// A capability is added to these files:
//
// - `phase/can_change.rs` or `phase/can_send.rs`: the trait, its message, and an `impl` for each phase
// - `phase/mod.rs` and `lib.rs`: its name
// - `response/mod.rs`: the methods that require it
// - `tests/matrix/table.rs`: its row
//
// `cargo test --test matrix` names what was forgotten: cells, programs of `ui-tests`, and texts with
// a list of the phases. With `TRYBUILD=overwrite`, it writes `docs/matrix.md` and `docs/phase`.
//
// `phase` and `response` refer to each other: a `Response<P>` holds the data of `P`.
//
// A message lists the phases that have a capability if the list is advice: one or two phases, to which the caller
// can move. Other lists are left out, by `do_not_recommend` on each `impl`.
//
// A capability whose code differs between phases has a second supertrait in `access`. Others need none: `Phase` is
// sealed, and no other crate can define a capability or a phase.

mod access;
mod can_change;
mod can_send;
pub(crate) mod data;
pub(crate) mod sealed;

pub use can_change::{
    CanAct, CanChangeRequest, CanReadCookies, CanReadStatus, CanRevalidate, CanSetCookies,
    CanSetHeaders, CanSetPageCache, CanSetStatus, CanStart,
};
pub use can_send::{
    CanAddParts, CanFlush, CanRelay, CanReturn, CanSendBody, CanSendHeadOnly, CanWriteBody,
};

/// A phase of a [`Response`](crate::Response).
///
/// Sealed: the phases are the enums of this module, and there are no others.
/// Each carries its own data, so a response in a phase holds what exists in that phase and nothing
/// else.
///
/// # Examples
/// A helper for every phase:
/// ```
/// use headfirst::{Head, Phase, Response};
///
/// fn summary<P: Phase>(res: &Response<P>) -> String {
///     format!("{} {}", res.method(), res.uri())
/// }
///
/// let mut res = Response::<Head>::for_request(&http::Request::get("/orders").body(())?);
/// assert_eq!(summary(&res), "GET /orders");
/// assert_eq!(summary(&res.shell()), "GET /orders");
/// # Ok::<(), http::Error>(())
/// ```
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
///
/// # Examples
/// ```
/// use headfirst::{Middleware, Next, Response};
///
/// let request = http::Request::get("/orders").body(())?;
/// let mut res = Response::<Middleware>::for_request(&request);
/// res.set_request_cookie("theme", "dark")?;
/// assert_eq!(res.cookies().get("theme"), Some("dark"));
/// assert!(matches!(res.next(), Next::Continue(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
#[doc = include_str!("../../docs/phase/middleware.md")]
#[derive(Debug)]
pub enum Middleware {}

/// The phase of a request that was checked by an [`ActionGuard`](crate::ActionGuard).
///
/// It may change data and revalidate cached pages.
///
/// # Examples
/// ```
/// use headfirst::{Action, ActionGuard, NothingKept, Response, testing};
///
/// let request = testing::action("/todos").body(())?;
/// let mut res: Response<Action> = ActionGuard::new(NothingKept).start(&request)?;
/// res.revalidate_path("/todos")?;
/// assert_eq!(res.redirect("/todos").status(), 303);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
#[doc = include_str!("../../docs/phase/action.md")]
#[derive(Debug)]
pub enum Action {}

/// The phase before anything is sent or written: status, headers and cookies can be set.
///
/// # Examples
/// ```
/// use headfirst::header::ETAG;
/// use headfirst::{Head, Response, header_value};
///
/// let mut res = Response::<Head>::new();
/// res.insert_header(ETAG, header_value!("\"v2\""));
/// assert_eq!(res.no_content().headers()["etag"], "\"v2\"");
/// ```
///
#[doc = include_str!("../../docs/phase/head.md")]
#[derive(Debug)]
pub enum Head {}

/// The phase with buffered body bytes: the head can still be changed.
///
/// # Examples
/// ```
/// use headfirst::{Head, Response, Shell};
/// use http::StatusCode;
///
/// let mut res: Response<Shell> = Response::<Head>::new().shell();
/// res.write("<h1>Not found</h1>");
/// res.set_status(StatusCode::NOT_FOUND);
/// assert_eq!(res.send().status(), StatusCode::NOT_FOUND);
/// ```
///
#[doc = include_str!("../../docs/phase/shell.md")]
#[derive(Debug)]
pub enum Shell {}

/// The phase of a page that is the same for every client.
///
/// It has no cookies, so it can be cached.
///
/// # Examples
/// ```
/// use std::time::Duration;
///
/// use headfirst::{CacheControl, Cacheable, Response};
///
/// let request = http::Request::get("/todos").header("cookie", "theme=dark").body(())?;
/// let res = Response::<Cacheable>::for_request(&request); // cannot read its cookies
/// let res = res.with_cache_control(CacheControl::public(Duration::from_secs(60)));
/// assert_eq!(res.send("<li>milk").headers()["cache-control"], "public, max-age=60");
/// # Ok::<(), http::Error>(())
/// ```
///
#[doc = include_str!("../../docs/phase/cacheable.md")]
#[derive(Debug)]
pub enum Cacheable {}

/// The phase after the handler has returned, and before the head is sent.
///
/// Cookies and headers can be added to the handler's response.
///
/// # Examples
/// ```
/// use headfirst::{Answered, Middleware, Next, Response};
///
/// async fn log(res: Response<Middleware>) -> Next {
///     res.next_then(async |answer: Response<Answered>| {
///         println!("{} {}", answer.uri(), answer.status());
///         answer
///     })
/// }
/// ```
///
#[doc = include_str!("../../docs/phase/answered.md")]
#[derive(Debug)]
pub enum Answered {}

/// The phase after the head was sent: the body can be written, the head cannot be changed.
///
/// # Examples
/// ```
/// use headfirst::{Head, Response, Streaming, testing};
///
/// async fn render(mut page: Response<Streaming>) {
///     page.write("<h1>Orders</h1>");
/// }
///
/// let res = Response::<Head>::new().stream(render);
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// assert_eq!(testing::text(res).await?, "<h1>Orders</h1>");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
#[doc = include_str!("../../docs/phase/streaming.md")]
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
