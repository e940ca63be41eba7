//! A page with a login, a list and a slow part, as a site with Next.js has them.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Form, FromRef, State};
use axum::routing::{get, post};
use headfirst::body::Disconnected;
use headfirst::cookie::CookieError;
use headfirst::middleware::{KeepCookiesLayer, Matcher, PatternError, middleware};
use headfirst::{
    Action, ActionGuard, Body, Cacheable, CookieDef, Head, Middleware, Next, PageCache, Redirect,
    Response, Streaming, cookie_def,
};
use http::HeaderValue;

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));
const TODOS: HeaderValue = HeaderValue::from_static("/todos");
const LOGIN: HeaderValue = HeaderValue::from_static("/login");

#[derive(Clone)]
struct Site {
    todos: Arc<Mutex<Vec<String>>>,
    actions: ActionGuard,
}

impl FromRef<Site> for ActionGuard {
    fn from_ref(site: &Site) -> Self {
        site.actions.clone()
    }
}

/// `middleware.ts`, with `config.matcher = '/account/:path*'`.
async fn require_login(res: Response<Middleware>) -> Next {
    if res.cookies().get(&TOKEN).is_none() {
        return res.redirect(Redirect::temporary(LOGIN)).into();
    }
    res.next()
}

/// A server action, with `cookies().set(..)` and `redirect(..)`.
async fn log_in(mut res: Response<Action>) -> Result<http::Response<Body>, CookieError> {
    res.set_cookie(TOKEN.value("t1"))?;
    Ok(res.redirect(TODOS))
}

/// A server action, with `revalidateTag('todos')`.
async fn add_todo(
    State(site): State<Site>,
    mut res: Response<Action>,
    Form(form): Form<Vec<(String, String)>>,
) -> http::Response<Body> {
    let texts = form.into_iter().map(|(_, text)| text);
    site.todos.lock().unwrap_or_else(PoisonError::into_inner).extend(texts);
    res.revalidate_tag("todos");
    res.redirect(TODOS)
}

/// A static page, which is cached until an action revalidates it.
async fn todos(State(site): State<Site>, mut res: Response<Cacheable>) -> http::Response<Body> {
    res.add_tag("todos");
    let todos = site.todos.lock().unwrap_or_else(PoisonError::into_inner).join(", ");
    res.send(format!("todos: {todos}"))
}

/// A dynamic page: `cookies().get(..)`, `<Suspense fallback>`, and `after(..)`.
async fn account(mut res: Response<Head>) -> http::Response<Body> {
    let token = res.cookies().get(&TOKEN).unwrap_or("none").to_owned();
    res.on_end(|summary| println!("sent {} bytes", summary.body_bytes()));
    let html = res.set_html();
    let mut shell = res.shell();
    shell.write("<h1>Account</h1>").write(format!("<p>{token}</p>"));
    shell.stream(|mut page| async move {
        page.boundary(&html, "<p>loading</p>", balance);
    })
}

async fn balance(mut part: Response<Streaming>) -> Result<(), Disconnected> {
    tokio::task::yield_now().await;
    part.write("<p>3 coins</p>").await
}

pub fn router() -> Result<Router, PatternError> {
    let pages = PageCache::new(1024 * 1024);
    let site = Site { todos: Arc::default(), actions: ActionGuard::new(pages.clone()) };
    let account_pages = Matcher::under("/account")?;
    Ok(Router::new()
        .route("/account", get(account))
        .route("/login", post(log_in))
        .route("/todos", get(todos).layer(pages.layer()).post(add_todo))
        .with_state(site)
        .layer(middleware(account_pages, require_login))
        .layer(KeepCookiesLayer::new()))
}
