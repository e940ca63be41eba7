//! The error of a shared body.

use std::error::Error;
use std::fmt;

/// Error returned by a response body that several clients share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SharedRenderError {
    /// The render function failed. At most one client receives its own error.
    Failed,
    /// The client is too far behind the others.
    ///
    /// The page exceeds the memory for it, so data was dropped that this client had not read.
    TooSlow,
    /// The page has become that of the client that started it.
    ///
    /// While it was rendered, something read the cookies of that client.
    ForAnotherClient,
}

impl fmt::Display for SharedRenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Failed => "the render function that this page is shared with has failed",
            Self::TooSlow => {
                "the page exceeds the cache, and other clients have read it too far ahead"
            }
            Self::ForAnotherClient => "the rest of this page is for the client that started it",
        })
    }
}

impl Error for SharedRenderError {}
