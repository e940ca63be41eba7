//! The names that most programs use: `use headfirst::prelude::*`.
//!
//! It has types, traits and a macro, and no module, so it shadows no crate. `use headfirst::*` brings the
//! module [`cookie`](crate::cookie) with it, and `use cookie::..` is ambiguous then, if the program has the
//! crate of that name too.
//!
//! Names that frameworks have as well, such as `Next` and `Redirect`, are not here. `Response` and `Body` are:
//! an import by name goes before one by `*`, so a file that needs those of axum names them:
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
    Action, ActionGuard, Answered, Body, CacheControl, Cacheable, CanSetCookies, CanSetHeaders,
    CanSetStatus, CanWriteBody, CookieDef, Cookies, Head, Middleware, Response, SetCookie, Shell,
    Streaming, cookie_def,
};
