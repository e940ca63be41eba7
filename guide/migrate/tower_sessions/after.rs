//! The same site: the session stays, and the other cookie moves to headfirst.

use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::post;
use headfirst::cookie::CookieError;
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Body, CookieDef, Head, Response, cookie_def};
use tower_sessions::{MemoryStore, Session, SessionManagerLayer};

const LAST_LOGIN: CookieDef = cookie_def!(CookieDef::new("last_login"));
const ATTEMPTS: CookieDef<u32> = cookie_def!(CookieDef::new("attempts"));

async fn log_in(
    session: Session,
    mut res: Response<Head>,
) -> Result<http::Response<Body>, Failure> {
    res.set_cookie(LAST_LOGIN.value("today"))?;
    session.insert("user", "ann").await?;
    Ok(res.respond("welcome"))
}

async fn pay(session: Session, mut res: Response<Head>) -> Result<http::Response<Body>, Failure> {
    res.set_cookie(ATTEMPTS.value(1))?;
    let user: Option<String> = session.get("user").await?;
    user.ok_or(Failure(StatusCode::UNAUTHORIZED))?; // the cookie is sent with the error
    Ok(res.respond("paid"))
}

struct Failure(StatusCode);

impl From<CookieError> for Failure {
    fn from(_error: CookieError) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<tower_sessions::session::Error> for Failure {
    fn from(_error: tower_sessions::session::Error) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> axum::response::Response {
        self.0.into_response()
    }
}

pub fn router() -> Router {
    Router::new()
        .route("/login", post(log_in))
        .route("/pay", post(pay))
        .layer(SessionManagerLayer::new(MemoryStore::default()))
        .layer(KeepCookiesLayer::new())
}
