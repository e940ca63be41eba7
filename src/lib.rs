#![doc = include_str!("../docs/crate.md")]
// Not for the tests: there, a panic is how an assertion fails.
#![cfg_attr(not(test), warn(clippy::expect_used, clippy::panic, clippy::unwrap_used))]

pub mod body;
pub mod cookie;
pub mod events;
pub mod header;
pub mod html;
pub mod phase;

mod action;
#[cfg(feature = "axum")]
mod axum;
mod cache;
mod keep;
#[cfg(feature = "local")]
mod local;
#[cfg(all(feature = "page-cache", not(all(target_family = "wasm", target_os = "unknown"))))]
pub mod page_cache;
#[cfg(all(feature = "page-cache", target_family = "wasm", target_os = "unknown"))]
compile_error!(
    "the feature `page-cache` of headfirst needs a clock, and wasm32-unknown-unknown has none"
);
#[cfg(feature = "maud")]
mod maud;
#[cfg(feature = "tower")]
pub mod middleware;
pub mod prelude;
mod response;
mod revalidate;
#[cfg(feature = "testing")]
pub mod testing;

#[doc = include_str!("../docs/escape-hatches.md")]
pub mod _escape_hatches {}

#[doc = include_str!("../docs/attacks.md")]
pub mod _attacks {}

// A hundred programs, which only the documentation needs.
#[cfg(doc)]
mod mistakes;
#[cfg(doc)]
pub use mistakes::_mistakes;

#[cfg(doc)]
mod guide;
#[cfg(doc)]
pub use guide::{_guide, _migrate};

pub use action::{ActionGuard, InvalidOrigin, NotAnAction};
#[cfg(feature = "axum")]
pub use axum::{ActionRejection, CanReturnWithBody, HasActionGuard, NoPlaceForCookies};
pub use body::{Body, RenderResult};
pub use cache::CacheControl;
pub use cookie::{CookieDef, Cookies, SetCookie};
pub use html::Html;
pub use keep::{Answer, keep_cookies};
#[cfg(feature = "local")]
pub use local::{Local, LocalBody, local, local_body};
#[cfg(all(feature = "page-cache", not(all(target_family = "wasm", target_os = "unknown"))))]
pub use page_cache::PageCache;
pub use phase::{
    Action, Answered, Cacheable, CanAct, CanAddParts, CanChangeRequest, CanFlush, CanReadCookies,
    CanReadStatus, CanRelay, CanReturn, CanRevalidate, CanSendBody, CanSendHeadOnly, CanSetCookies,
    CanSetHeaders, CanSetPageCache, CanSetStatus, CanStart, CanWriteBody, Head, Middleware, Phase,
    Shell, Streaming,
};
pub use response::{
    Amended, ErrorAnswer, Flush, IntoNext, IntoRedirect, IntoStatus, Next, PendingHead,
    PendingHeadThen, Redirect, Response, Writable,
};
pub use revalidate::{
    InvalidPath, InvalidRevalidation, NothingKept, PagePath, Revalidate, Revalidation,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
