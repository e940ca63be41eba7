//! For axum: a handler takes `Response<Head>` as an argument.

use std::convert::Infallible;

use axum_core::extract::FromRequestParts;
use axum_core::response::{IntoResponse, Response as AxumResponse};
use http::request::Parts;

use crate::{Failed, Head, Response};

/// Begins the response to the request that is being handled. Never rejects.
impl<S: Sync> FromRequestParts<S> for Response<Head> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::to_parts(parts))
    }
}

/// The response of the error, with the cookies of the head.
impl<E: IntoResponse> IntoResponse for Failed<E> {
    fn into_response(self) -> AxumResponse {
        self.merge_with(E::into_response)
    }
}
