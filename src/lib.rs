#![doc = include_str!("../docs/crate.md")]
// Not for the tests: there, a panic is how an assertion fails.
#![cfg_attr(not(test), warn(clippy::expect_used, clippy::panic, clippy::unwrap_used))]

// In the order of the map in `docs/crate.md`.
pub mod phase;
mod response;

pub mod body;
mod const_bytes;
pub mod cookie;
pub mod header;

mod action;
mod cache_permission;
#[cfg(feature = "tower")]
pub mod middleware;
#[cfg(all(feature = "page-cache", not(all(target_family = "wasm", target_os = "unknown"))))]
pub mod page_cache;
#[cfg(all(feature = "page-cache", target_family = "wasm", target_os = "unknown"))]
compile_error!(
    "the feature `page-cache` of headfirst needs a clock, and wasm32-unknown-unknown has none"
);

pub mod events;
pub mod html;

mod integration;
pub mod prelude;
#[cfg(feature = "testing")]
pub mod testing;

// Only the documentation needs its hundred programs.
#[cfg(doc)]
#[path = "manual/mod.rs"]
#[cfg_attr(
    not(all(feature = "axum", feature = "page-cache")),
    allow(rustdoc::broken_intra_doc_links, reason = "it links to items of features")
)]
pub mod _manual;

pub use action::revalidate::{
    InvalidPath, InvalidRevalidation, NothingKept, PagePath, Revalidate, Revalidation,
};
pub use action::{ActionGuard, InvalidOrigin, NotAnAction};
// Inlined, so that the page of the crate lists items by kind, and not by an unsorted list.
#[doc(inline)]
pub use body::{Body, RenderResult};
#[doc(inline)]
pub use cookie::{CookieDef, Cookies, SetCookie};
pub use header::Location;
pub use header::cache_control::CacheControl;
#[doc(inline)]
pub use html::Html;
#[cfg(feature = "axum")]
pub use integration::axum::{
    ActionRejection, CanReturnWithBody, HasActionGuard, IntoAxumResponse, NoPlaceForCookies,
};
pub use integration::keep_cookies::{Answer, keep_cookies};
#[cfg(feature = "local")]
pub use integration::local::{Local, LocalBody, local, local_body};
#[cfg(all(feature = "page-cache", not(all(target_family = "wasm", target_os = "unknown"))))]
#[doc(inline)]
pub use page_cache::PageCache;
#[doc(inline)]
pub use phase::{
    Action, Answered, Cacheable, CanAct, CanAddParts, CanChangeRequest, CanFlush, CanReadCookies,
    CanReadStatus, CanRelay, CanReturn, CanRevalidate, CanSendBody, CanSendHeadOnly, CanSetCookies,
    CanSetHeaders, CanSetPageCache, CanSetStatus, CanStart, CanWriteBody, Head, Middleware, Phase,
    Shell, Streaming,
};
pub use response::{
    Amended, CanLendHead, ErrorAnswer, Flush, IntoNext, IntoRedirect, IntoStatus, Next,
    PendingHead, PendingHeadThen, Redirect, Response, Writable,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
