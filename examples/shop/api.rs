//! The API of the shop, with JSON, its own errors and its own state.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response as AxumResponse};
use axum::routing::get;
use axum::{Json, Router};
use headfirst::prelude::*;
use serde::{Deserialize, Serialize};

use crate::app::Shop;

/// The number of orders that this client has sent. Its scripts may read it.
pub(crate) const ORDERED: CookieDef<u32> =
    cookie_def!(CookieDef::new("ordered").path("/api").without_http_only().permanent());

/// The part of the state that the API uses.
#[derive(Clone)]
struct Api {
    orders: Arc<Mutex<Vec<String>>>,
    actions: ActionGuard,
}

impl FromRef<Api> for ActionGuard {
    fn from_ref(api: &Api) -> Self {
        api.actions.clone()
    }
}

pub(crate) fn router(shop: &Shop) -> Router<Shop> {
    let api = Api { orders: Arc::clone(&shop.orders), actions: ActionGuard::from_ref(shop) };
    Router::new()
        .route("/orders", get(orders).post(order))
        .route("/ordered", get(ordered))
        .with_state(api)
}

/// An error that is sent as JSON.
enum ApiError {
    Cookie(CookieError),
    Malformed(JsonRejection),
    Empty,
}

impl From<CookieError> for ApiError {
    fn from(error: CookieError) -> Self {
        Self::Cookie(error)
    }
}

impl From<JsonRejection> for ApiError {
    fn from(error: JsonRejection) -> Self {
        Self::Malformed(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> AxumResponse {
        let (status, error) = match self {
            Self::Cookie(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
            Self::Malformed(error) => (error.status(), error.body_text()),
            Self::Empty => (StatusCode::UNPROCESSABLE_ENTITY, "an order has a name".to_owned()),
        };
        #[derive(Serialize)]
        struct Answer {
            error: String,
        }
        (status, Json(Answer { error })).into_response()
    }
}

async fn orders(State(api): State<Api>) -> Json<Vec<String>> {
    Json(api.orders.lock().unwrap_or_else(PoisonError::into_inner).clone())
}

/// Returns the number of orders. It only reads a cookie, so it takes no response.
async fn ordered(cookies: Cookies) -> Json<u32> {
    Json(cookies.get(&ORDERED).unwrap_or(0))
}

#[derive(Deserialize)]
struct Order {
    name: String,
}

async fn order(
    State(api): State<Api>,
    mut res: Response<Action>,
    order: Result<Json<Order>, JsonRejection>,
) -> Result<http::Response<Body>, ApiError> {
    let Json(order) = order?;
    if order.name.is_empty() {
        return Err(ApiError::Empty);
    }
    let count = res.cookies().get(&ORDERED).unwrap_or(0);
    res.set_cookie(ORDERED.value(count.saturating_add(1)))?.set_status(StatusCode::CREATED);
    let mut orders = api.orders.lock().unwrap_or_else(PoisonError::into_inner);
    orders.push(order.name);
    Ok(res.respond(Json(orders.len())))
}
