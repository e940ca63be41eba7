//! The names that most programs use, for `use headfirst::prelude::*`.
//!
//! It has types, traits and a macro, but no module, so it shadows no crate. `use headfirst::*` also imports the
//! module [`cookie`](crate::cookie). In a program that depends on the crate of that name, `use cookie::..` is
//! ambiguous then.
//!
//! `Next` and `Redirect`, which axum has too, are not here. `Response` and `Body` are. An import by name takes
//! precedence over one by `*`, so a file that needs those of axum imports them by name:
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
#[cfg(feature = "tower")]
pub use crate::middleware::KeepCookiesLayer;
pub use crate::{
    Action, ActionGuard, Answered, Body, CacheControl, Cacheable, CanAct, CanSetCookies,
    CanSetHeaders, CanSetStatus, CanWriteBody, CookieDef, Cookies, Head, Middleware, RenderResult,
    Response, SetCookie, Shell, Streaming, cookie_def,
};
