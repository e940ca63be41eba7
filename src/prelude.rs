//! The names that most programs use, for `use headfirst::prelude::*`.
//!
//! It has types, traits, functions and macros, but no module, so it shadows no crate. `use headfirst::*` also imports the
//! module [`cookie`](crate::cookie). In a program that depends on the crate of that name, `use cookie::..` is
//! ambiguous then (E0659), and only `::cookie` is the crate.
//!
//! `Body`, `Next` and `Response` exist in axum too. An import by name takes precedence over one by `*`, so a file
//! that needs those of axum imports them by name. `Redirect` is not here: in most axum programs it is that of axum.
//! ```
//! use axum::response::{IntoResponse, Response as AxumResponse};
//! use headfirst::prelude::*;
//!
//! async fn page(res: Response<Head>) -> http::Response<Body> {
//!     res.send("<h1>Orders</h1>")
//! }
//!
//! fn plain() -> AxumResponse {
//!     "ok".into_response()
//! }
//! # let _ = (page, plain);
//! ```

pub use crate::cookie::CookieError;
pub use crate::header::Location;
#[cfg(feature = "tower")]
pub use crate::middleware::{
    KeepCookiesLayer, Matcher, PatternError, middleware, middleware_with_state,
};
#[cfg(all(feature = "page-cache", not(all(target_family = "wasm", target_os = "unknown"))))]
pub use crate::page_cache::PageCache;
pub use crate::{
    Action, ActionGuard, Answered, Body, CacheControl, Cacheable, CanAct, CanSetCookies,
    CanSetHeaders, CanSetStatus, CanWriteBody, CookieDef, Cookies, Head, Middleware, Next,
    NothingKept, RenderResult, Response, SetCookie, Shell, Streaming, cookie_def, header_value,
};
