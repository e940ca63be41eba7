//! For axum: a handler takes `Response<Head>` as an argument.

use std::convert::Infallible;

use axum_core::extract::FromRequestParts;
use http::request::Parts;

use crate::{Head, Response};

/// Begins the response to the request that is being handled. Never rejects.
impl<S: Sync> FromRequestParts<S> for Response<Head> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::to_parts(parts))
    }
}
