#![doc = include_str!("../docs/crate.md")]
// Not for the tests: there, a panic is how an assertion fails.
#![cfg_attr(not(test), warn(clippy::expect_used, clippy::panic, clippy::unwrap_used))]

pub mod body;
pub mod cookie;
pub mod header;
pub mod phase;

#[cfg(feature = "axum")]
mod axum;
mod cache;
#[cfg(feature = "local")]
mod local;
mod response;

#[doc = include_str!("../docs/escape-hatches.md")]
pub mod _escape_hatches {}

pub use body::Body;
pub use cache::CacheControl;
pub use cookie::{CookieDef, Cookies, SetCookie};
#[cfg(feature = "local")]
pub use local::{Local, local};
pub use phase::{
    BodyOpen, CookiesOpen, Head, HeadOpen, MayAnswer, MayStream, Phase, Shell, Streaming,
};
pub use response::{Failed, Flush, Redirect, Response, Room};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
