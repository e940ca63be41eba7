//! A small site: a login, a rotated token, and a list that is the same for everyone.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Extension, Form, FromRef, State};
use axum::routing::{get, post};
use headfirst::cookie::CookieError;
use headfirst::middleware::{KeepCookiesLayer, Matcher, PatternError, middleware_with_state};
use headfirst::{
    Action, ActionGuard, Body, Cacheable, CanSetCookies, Head, Middleware, Next, PageCache,
    Response,
};
use html_escape::encode_text;
use serde::Deserialize;
use tokio::time::sleep;

use crate::sessions::Sessions;
use pages::{TOKEN, User};

// Tests include this file by its path, so this path is explicit too.
#[path = "pages.rs"]
mod pages;

const LINKS: &str = "<a href=/todos>Todos</a>";

#[derive(Clone)]
struct Site {
    sessions: Arc<Sessions>,
    todos: Arc<Mutex<Vec<String>>>,
    actions: ActionGuard,
}

impl FromRef<Site> for ActionGuard {
    fn from_ref(site: &Site) -> Self {
        site.actions.clone()
    }
}

/// Creates the routes, and the middleware around them.
pub(crate) fn router() -> Result<axum::Router, PatternError> {
    let pages = PageCache::new(16 * 1024 * 1024);
    let site = Site {
        sessions: Arc::default(),
        todos: Arc::default(),
        actions: ActionGuard::new(pages.clone()),
    };
    let home_is_shown = Matcher::paths(["/"])?.methods([http::Method::GET]);
    let rotation = middleware_with_state(home_is_shown, State(site.clone()), rotate);
    Ok(axum::Router::new()
        .route("/", get(home))
        .route("/login", post(login))
        .route("/logout", post(logout))
        .route("/todos", get(todos).layer(pages.layer()).post(add_todo))
        .with_state(site)
        .layer(rotation)
        .layer(KeepCookiesLayer::new()))
}

/// Rotates the client's token, and passes the user to the page.
///
/// The page of this request sees the new token and the user.
async fn rotate(
    State(site): State<Site>,
    mut res: Response<Middleware>,
) -> Result<Next, CookieError> {
    if let Some(token) = res.cookies().get(&TOKEN) {
        match site.sessions.rotate(token) {
            Some((next, name)) => {
                res.set_cookie(TOKEN.value(&next))?.insert_request_extension(User { name })
            }
            None => res.remove_cookie(&TOKEN)?,
        };
    }
    Ok(res.next())
}

/// Starts a session. A call after the head was sent does not compile.
fn log_in<P: CanSetCookies>(
    res: &mut Response<P>,
    sessions: &Sessions,
    name: &str,
) -> Result<(), CookieError> {
    res.set_cookie(TOKEN.value(sessions.begin(name))).map(drop)
}

async fn home(
    user: Option<Extension<User>>,
    res: Response<Head>,
) -> Result<http::Response<Body>, CookieError> {
    pages::home(user.as_deref(), res)
}

#[derive(Deserialize)]
struct Login {
    name: String,
}

/// Handles the login form. Nothing but this form can start the action.
async fn login(
    State(site): State<Site>,
    mut res: Response<Action>,
    Form(form): Form<Login>,
) -> Result<http::Response<Body>, CookieError> {
    log_in(&mut res, &site.sessions, &form.name)?;
    Ok(res.redirect("/"))
}

async fn logout(
    State(site): State<Site>,
    mut res: Response<Action>,
) -> Result<http::Response<Body>, CookieError> {
    if let Some(token) = res.cookies().get(&TOKEN) {
        site.sessions.end(token);
    }
    res.remove_cookie(&TOKEN)?;
    Ok(res.redirect("/"))
}

/// Shows the list.
///
/// The list is the same for everyone, and is cached until it changes.
async fn todos(State(site): State<Site>, mut res: Response<Cacheable>) -> http::Response<Body> {
    res.set_html();
    res.add_tag("todos");
    res.stream(async move |mut page| {
        page.write("<!doctype html><title>Todos</title><h1>Todos</h1><ul>");
        let todos = site.todos.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for todo in todos {
            page.write("<li>").write(encode_text(&todo)).write("</li>").await?;
        }
        page.write("</ul><form method=post><input name=todo required><button>Add</button></form>");
        page.write("<a href=/>Orders</a>").flush().await
    })
}

#[derive(Deserialize)]
struct Todo {
    todo: String,
}

async fn add_todo(
    State(site): State<Site>,
    mut res: Response<Action>,
    Form(form): Form<Todo>,
) -> http::Response<Body> {
    site.todos.lock().unwrap_or_else(PoisonError::into_inner).push(form.todo);
    res.revalidate_tag("todos");
    res.redirect("/todos")
}
