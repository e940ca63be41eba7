//! The pages of the shop, and the layers around them.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Extension, Form, FromRef, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response as AxumResponse};
use axum::routing::{get, post};
use headfirst::Html;
use headfirst::body::Disconnected;
use headfirst::cookie::{Key, PercentEncoded, Private};
use headfirst::events::Event;
use headfirst::prelude::*;
use html_escape::encode_text;
use serde::Deserialize;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeFile;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::api;

/// A message that the next page shows once.
pub(crate) const FLASH: CookieDef<PercentEncoded> = cookie_def!(CookieDef::new("flash"));

/// The lifetime of a session without a visit.
pub(crate) const SESSION_LASTS: Duration = Duration::from_secs(60 * 60);

/// The state of the application.
#[derive(Clone)]
pub(crate) struct Shop {
    /// The cookie with the number of the session. The client can neither read nor change it.
    pub(crate) session: CookieDef<Private<u64>>,
    actions: ActionGuard,
    sessions: Arc<Sessions>,
    pub(crate) orders: Arc<Mutex<Vec<String>>>,
}

impl Shop {
    /// Creates a shop below a path of its host.
    pub(crate) fn new(path: &str, key: Key) -> Result<Self, CookieError> {
        let session = CookieDef::new("session").path(path).max_age(SESSION_LASTS).build()?;
        Ok(Self {
            session: session.typed::<u64>().private(key),
            actions: ActionGuard::new(NothingKept),
            sessions: Arc::default(),
            orders: Arc::new(Mutex::new(vec!["milk & honey".to_owned(), "bread".to_owned()])),
        })
    }
}

impl FromRef<Shop> for ActionGuard {
    fn from_ref(shop: &Shop) -> Self {
        shop.actions.clone()
    }
}

/// The logged-in users, by the number of their session.
#[derive(Default)]
struct Sessions {
    last: AtomicU64,
    users: Mutex<HashMap<u64, String>>,
}

impl Sessions {
    fn begin(&self, user: String) -> u64 {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        self.users.lock().unwrap_or_else(PoisonError::into_inner).insert(number, user);
        number
    }

    /// Ends a session, and returns the name of its user.
    fn end(&self, number: u64) -> Option<String> {
        self.users.lock().unwrap_or_else(PoisonError::into_inner).remove(&number)
    }
}

/// The user of a request, inserted by the middleware.
#[derive(Clone)]
pub(crate) struct User(pub(crate) String);

/// An error that a page handler returns. Its text is for the log, and not for the visitor.
pub(crate) struct PageError;

impl<E: std::error::Error> From<E> for PageError {
    fn from(error: E) -> Self {
        tracing::error!(%error, "a page failed");
        Self
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> AxumResponse {
        (StatusCode::INTERNAL_SERVER_ERROR, "Sorry, that went wrong.").into_response()
    }
}

type Page = Result<http::Response<Body>, PageError>;

pub(crate) fn router(shop: Shop) -> Result<Router, PatternError> {
    let for_members = Matcher::paths(["/", "/slow", "/api/{*rest}"])?;
    let members = middleware_with_state(for_members, State(shop.clone()), rotate);
    Ok(Router::new()
        .route("/", get(dashboard))
        .route("/login", get(login_form).post(log_in))
        .route("/logout", post(log_out))
        .route("/manual", get(manual))
        .route("/events", get(events))
        .route("/slow", get(slow))
        .route("/panic", get(panics))
        .nest("/api", api::router(&shop))
        .with_state(shop)
        .layer(members)
        .layer(CatchPanicLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_secs(5)))
        .layer(CompressionLayer::new())
        .layer(TraceLayer::new_for_http())
        .layer(KeepCookiesLayer::new()))
}

/// Gives the session a new number on each visit, or redirects to the login.
async fn rotate(
    State(shop): State<Shop>,
    mut res: Response<Middleware>,
) -> Result<Next, CookieError> {
    let number = res.cookies().get(&shop.session);
    if let Some(user) = number.and_then(|number| shop.sessions.end(number)) {
        res.set_cookie(shop.session.value(shop.sessions.begin(user.clone())))?;
        res.insert_request_extension(User(user));
        return Ok(res.next());
    }
    res.remove_cookie(&shop.session)?.set_cookie(FLASH.value("Please log in."))?;
    Ok(res.redirect("/login").into())
}

async fn login_form(mut res: Response<Head>) -> Page {
    let message = res.cookies().get(&FLASH).unwrap_or_default();
    res.remove_cookie(&FLASH)?;
    Ok(form(res, &message))
}

fn form(mut res: Response<Head>, message: &str) -> http::Response<Body> {
    res.set_html();
    let mut shell = res.shell();
    shell.write("<!doctype html><title>Log in</title><p role=alert>").write(encode_text(message));
    shell.write("<form method=post><input name=name><input name=password type=password>");
    shell.write("<button>Log in</button></form>");
    shell.send()
}

#[derive(Deserialize)]
struct Login {
    name: String,
    password: String,
}

async fn log_in(
    State(shop): State<Shop>,
    mut res: Response<Action>,
    Form(login): Form<Login>,
) -> Page {
    if (login.name.as_str(), login.password.as_str()) != ("ada", "lovelace") {
        let res = res.with_status(StatusCode::UNPROCESSABLE_ENTITY).into_head();
        return Ok(form(res, &format!("{} is not known with this password.", login.name)));
    }
    res.set_cookie(shop.session.value(shop.sessions.begin(login.name)))?.remove_cookie(&FLASH)?;
    Ok(res.redirect("/"))
}

async fn log_out(State(shop): State<Shop>, mut res: Response<Action>) -> Page {
    if let Some(number) = res.cookies().get(&shop.session) {
        shop.sessions.end(number);
    }
    res.remove_cookie(&shop.session)?.set_cookie(FLASH.value("Goodbye, and thank you."))?;
    Ok(res.redirect("/login"))
}

async fn dashboard(
    State(shop): State<Shop>,
    Extension(User(user)): Extension<User>,
    mut res: Response<Head>,
) -> http::Response<Body> {
    let html = res.set_html();
    let mut shell = res.shell();
    shell.write("<!doctype html><title>Shop</title><h1>Hello, ").write(encode_text(&user));
    shell.write("</h1>");
    shell.stream(move |page| panels(page, html, shop))
}

/// Renders two panels concurrently. One of them fails.
async fn panels(mut page: Response<Streaming>, html: Html, shop: Shop) -> Result<(), Disconnected> {
    page.boundary(&html, "<p>Looking for your orders…</p>", async move |mut part| {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let orders = shop.orders.lock().unwrap_or_else(PoisonError::into_inner).clone();
        part.write("<ul>");
        for order in orders {
            part.write("<li>").write(encode_text(&order)).write("</li>").await?;
        }
        part.write("</ul>").flush().await
    });
    page.boundary_or_else(&html, "<p>Looking for an offer…</p>", offer, |error, place| {
        tracing::warn!(%error, "there is no offer");
        place.write("<p>No offer today.</p>");
    });
    page.write("<form method=post action=/logout><button>Log out</button></form>").flush().await
}

async fn offer(_part: Response<Streaming>) -> Result<(), std::num::ParseIntError> {
    "a price".parse::<u32>().map(drop)
}

/// Serves a file, with support for range requests.
async fn manual(res: Response<Head>, request: Request) -> http::Response<Body> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("manual.txt");
    match ServeFile::new(path).try_call(request).await {
        Ok(file) => res.relay(file),
        Err(error) => res.respond(PageError::from(error)),
    }
}

/// Sends the number of orders three times, once a second, as server-sent events.
async fn events(State(shop): State<Shop>, mut res: Response<Head>) -> http::Response<Body> {
    let events = res.set_event_stream();
    res.stream(async move |mut page| -> RenderResult {
        let mut second = tokio::time::interval(Duration::from_secs(1));
        for id in 1..=3 {
            let keep_alive = || tokio::time::sleep(Duration::from_secs(15));
            events.wait_with_keep_alive(&mut page, keep_alive, second.tick()).await?;
            let orders = shop.orders.lock().unwrap_or_else(PoisonError::into_inner).len();
            let event = Event::data(orders).with_id(&id.to_string())?;
            events.send(&mut page, &event).await?;
        }
        Ok(())
    })
}

/// Responds too slowly for the timeout layer. Its cookies are sent with the layer's response.
async fn slow(mut res: Response<Head>) -> Page {
    res.set_cookie(FLASH.value("That took too long."))?;
    tokio::time::sleep(Duration::from_secs(60)).await;
    Ok(res.send("at last"))
}

async fn panics(mut res: Response<Head>) -> Page {
    res.set_cookie(FLASH.value("That went wrong."))?;
    panic!("a panic of a handler")
}
