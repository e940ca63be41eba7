//! A site with tower-sessions, and one cookie of its own.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use axum_extra::extract::cookie::{Cookie, CookieJar};
use tower_sessions::{MemoryStore, Session, SessionManagerLayer};

async fn log_in(session: Session, jar: CookieJar) -> Result<(CookieJar, &'static str), StatusCode> {
    let jar = jar.add(Cookie::build(("last_login", "today")).path("/").build());
    session.insert("user", "ann").await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok((jar, "welcome"))
}

async fn pay(session: Session, jar: CookieJar) -> Result<(CookieJar, &'static str), StatusCode> {
    let jar = jar.add(Cookie::build(("attempts", "1")).path("/").build());
    let user: Option<String> = session.get("user").await.ok().flatten();
    user.ok_or(StatusCode::UNAUTHORIZED)?; // drops the jar
    Ok((jar, "paid"))
}

pub fn router() -> Router {
    Router::new()
        .route("/login", post(log_in))
        .route("/pay", post(pay))
        .layer(SessionManagerLayer::new(MemoryStore::default()))
}
