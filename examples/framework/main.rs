//! A small framework on headfirst, and an application on it.
//!
//! `cargo run --example framework` sends a form, and prints the response.

#[allow(unreachable_pub, unnameable_types, reason = "it would be a crate")]
mod context;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::post;
use context::{CanLogIn, Context, Orders, ReadOrders, Stage};
use headfirst::cookie::CookieError;
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Action, ActionGuard, Body, NothingKept};
use http_body_util::BodyExt;
use tower::ServiceExt;

#[derive(Clone)]
struct App {
    orders: Orders,
    actions: ActionGuard,
}

impl FromRef<App> for Orders {
    fn from_ref(app: &App) -> Self {
        app.orders.clone()
    }
}

impl FromRef<App> for ReadOrders {
    fn from_ref(app: &App) -> Self {
        app.orders.clone().into()
    }
}

impl FromRef<App> for ActionGuard {
    fn from_ref(app: &App) -> Self {
        app.actions.clone()
    }
}

/// A helper of the application, for every phase with the capability.
fn welcome<P: CanLogIn + Stage>(context: &mut Context<P>) -> Result<(), CookieError> {
    context.log_in("ann")
}

async fn order(mut context: Context<Action>) -> Result<http::Response<Body>, CookieError> {
    context.add_order("tea");
    let mut page = context.into_page().into_shell();
    welcome(&mut page)?;
    Ok(page.stream(|mut page| async move { page.write_orders() }))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let app = App { orders: Orders::default(), actions: ActionGuard::new(NothingKept) };
    let router = Router::new().route("/", post(order)).with_state(app);
    let router = router.layer(KeepCookiesLayer::new());
    let form = http::Request::post("/").header("sec-fetch-site", "same-origin");
    let response = router.oneshot(form.body(axum::body::Body::empty())?).await?;
    println!("{}", response.status());
    for cookie in response.headers().get_all("set-cookie") {
        println!("set-cookie: {}", cookie.to_str()?);
    }
    let body = response.into_body().collect().await?.to_bytes();
    println!("{}", String::from_utf8_lossy(&body));
    Ok(())
}
