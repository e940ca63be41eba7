//! Integrations with servers, runtimes and template engines.

#[cfg(feature = "axum")]
pub(crate) mod axum;
pub(crate) mod keep_cookies;
#[cfg(feature = "local")]
pub(crate) mod local;
#[cfg(feature = "maud")]
mod maud;
