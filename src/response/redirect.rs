//! Where a response leads instead of to a page.

use http::{HeaderValue, StatusCode};

/// A redirect: a status of RFC 9110 §15.4 and where it leads.
///
/// `HeaderValue` converts to a [`see_other`](Self::see_other).
#[derive(Clone, Debug)]
pub struct Redirect {
    pub(super) status: StatusCode,
    pub(super) location: HeaderValue,
}

impl Redirect {
    /// 303: look there, with `GET`. The answer to a form that was accepted.
    #[must_use]
    pub fn see_other(location: HeaderValue) -> Self {
        Self { status: StatusCode::SEE_OTHER, location }
    }

    /// 302: it is there for now; whether the method is kept is up to the client.
    #[must_use]
    pub fn found(location: HeaderValue) -> Self {
        Self { status: StatusCode::FOUND, location }
    }

    /// 307: it is there for now; ask again with the same method and content.
    #[must_use]
    pub fn temporary(location: HeaderValue) -> Self {
        Self { status: StatusCode::TEMPORARY_REDIRECT, location }
    }

    /// 308: it has moved there for good; ask again with the same method and content.
    #[must_use]
    pub fn permanent(location: HeaderValue) -> Self {
        Self { status: StatusCode::PERMANENT_REDIRECT, location }
    }
}

impl From<HeaderValue> for Redirect {
    fn from(location: HeaderValue) -> Self {
        Self::see_other(location)
    }
}
