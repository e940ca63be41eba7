//! The error of a write.

use std::error::Error;
use std::fmt;

/// The error of a write to a body that was dropped.
///
/// Nothing that is written is sent any more: the client has disconnected, or the server has given
/// up the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disconnected;

impl fmt::Display for Disconnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body was dropped, so nothing more is sent")
    }
}

impl Error for Disconnected {}
