//! The message for those who borrow the head.
//!
//! Without it, rustc proposes `headers()` for `headers_mut()`.

use http::{HeaderMap, StatusCode};

use crate::phase::Phase;

/// Capability that no phase has: the head can be borrowed mutably.
///
/// A `&mut HeaderMap` could set and remove `Set-Cookie` and other reserved headers. This trait exists
/// for its message. Use [`insert_header`](crate::Response::insert_header) and
/// [`set_status`](crate::Response::set_status) instead.
#[diagnostic::on_unimplemented(
    message = "the head of a response in phase `{Self}` cannot be borrowed mutably",
    label = "could set or remove `Set-Cookie`",
    note = "set a header by `insert_header(name, value)`",
    note = "if the name or the value is known at run time: `try_insert_header(name, value)?`",
    note = "take over a whole `HeaderMap` by `extend_headers(headers)?`",
    note = "set the status by `set_status(status)`"
)]
pub trait CanLendHead: Phase {
    #[doc(hidden)]
    fn headers_mut(data: &mut Self::Data) -> &mut HeaderMap;
    #[doc(hidden)]
    fn status_mut(data: &mut Self::Data) -> &mut StatusCode;
}
