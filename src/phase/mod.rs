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
#[doc = include_str!("../../docs/phase/middleware.md")]
#[derive(Debug)]
pub enum Middleware {}

/// The phase of a request that was checked by an [`ActionGuard`](crate::ActionGuard).
///
/// It may change data and revalidate cached pages.
///
#[doc = include_str!("../../docs/phase/action.md")]
#[derive(Debug)]
pub enum Action {}

/// The phase before anything is sent or written: status, headers and cookies can be set.
///
#[doc = include_str!("../../docs/phase/head.md")]
#[derive(Debug)]
pub enum Head {}

/// The phase with buffered body bytes: the head can still be changed.
///
#[doc = include_str!("../../docs/phase/shell.md")]
#[derive(Debug)]
pub enum Shell {}

/// The phase of a page that is the same for every client.
///
/// It has no cookies, so it can be cached.
///
#[doc = include_str!("../../docs/phase/cacheable.md")]
#[derive(Debug)]
pub enum Cacheable {}

/// The phase after the handler has returned, and before the head is sent.
///
/// Cookies and headers can be added to the handler's response.
///
#[doc = include_str!("../../docs/phase/answered.md")]
#[derive(Debug)]
pub enum Answered {}

/// The phase after the head was sent: the body can be written, the head cannot be changed.
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
