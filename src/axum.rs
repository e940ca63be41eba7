//! For axum: a handler takes a `Response` as an argument, and returns a `Failed` as an error.

use std::convert::Infallible;

use axum_core::extract::{FromRef, FromRequestParts};
use axum_core::response::{IntoResponse, Response as AxumResponse};
use http::header::COOKIE;
use http::request::Parts;

use crate::{Action, Actions, Body, Failed, Head, NotAnAction, Response, Shared};

/// Begins the response to the request that is being handled. Never rejects.
impl<S: Sync> FromRequestParts<S> for Response<Head> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::to_parts(parts))
    }
}

/// Begins a page that is the same for every client. Never rejects.
///
/// The arguments after this one see a request without a `Cookie` field, so take it first.
impl<S: Sync> FromRequestParts<S> for Response<Shared> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        parts.headers.remove(COOKIE);
        Ok(Self::to_parts(parts))
    }
}

/// Begins the action that the request asks for, by the [`Actions`] of the state.
impl<S: Sync> FromRequestParts<S> for Response<Action>
where
    Actions: FromRef<S>,
{
    type Rejection = NotAnAction;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, NotAnAction> {
        Actions::from_ref(state).begin_parts(parts)
    }
}

impl IntoResponse for NotAnAction {
    fn into_response(self) -> AxumResponse {
        http::Response::<Body>::from(self).into_response()
    }
}

/// The response of the error, with the cookies of the head.
impl<E: IntoResponse> IntoResponse for Failed<E> {
    fn into_response(self) -> AxumResponse {
        self.merge_with(E::into_response)
    }
}
