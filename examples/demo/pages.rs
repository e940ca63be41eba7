//! Pages that the server, the worker and the component share.
//!
//! Each of these examples defines `sleep` and its own `LINKS`.

use std::time::Duration;

use headfirst::body::Disconnected;
use headfirst::cookie::CookieError;
use headfirst::{Body, CookieDef, Head, Html, Response, Streaming, cookie_def};
use html_escape::encode_text;

use super::{LINKS, sleep};

/// The definition of the session cookie: everything except its value.
///
/// A browser stores it only from a connection that it trusts: `https`, or loopback.
pub(crate) const TOKEN: CookieDef = cookie_def!(
    CookieDef::host_prefix("__Host-token").max_age(Duration::from_secs(30 * 24 * 60 * 60))
);

/// A cookie that is set if the client was greeted before.
const GREETED: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-greeted"));

/// The user of a request, as found by the rotation middleware.
#[derive(Clone)]
pub(crate) struct User {
    pub(crate) name: String,
}

pub(crate) fn home(
    user: Option<&User>,
    mut res: Response<Head>,
) -> Result<http::Response<Body>, CookieError> {
    let html = res.set_html();
    let mut shell = res.shell();
    shell.write("<!doctype html><title>Orders</title><h1>Orders</h1>");
    let Some(user) = user else {
        shell.write(LOGIN).write(LINKS);
        return Ok(shell.send());
    };
    let greeting =
        if shell.cookies().get(&GREETED).is_some() { "Hello again, " } else { "Hello, " };
    shell.write("<p>").write(greeting).write(encode_text(&user.name)).write(LOGOUT).write(LINKS);
    // The head can still be changed after writing to the shell.
    shell.set_cookie(GREETED.value("1"))?;
    Ok(shell.stream(|page| orders(page, html)))
}

const LOGIN: &str =
    "<form method=post action=/login><input name=name required><button>Log in</button></form>";
const LOGOUT: &str = "</p><form method=post action=/logout><button>Log out</button></form>";

/// Renders the slow part of the page.
///
/// The cookies that it reads include those that were sent in the head.
async fn orders(mut page: Response<Streaming>, html: Html) -> Result<(), Disconnected> {
    let token = page.cookies().get(&TOKEN).unwrap_or("none").to_owned();
    page.write("<p>This page sees the token <code>").write(token).write("</code></p>");
    page.boundary(&html, "<p>Looking for an offer…</p>", offer).write("<ul>").await?;
    for order in 1..=3 {
        sleep(Duration::from_millis(300)).await;
        page.write(format!("<li>order {order}</li>")).flush().await?;
    }
    page.write("</ul>").flush().await
}

/// Renders concurrently with the orders, and replaces its fallback.
async fn offer(mut part: Response<Streaming>) -> Result<(), Disconnected> {
    sleep(Duration::from_millis(500)).await;
    part.write("<p id=offer>Milk and honey, today only.</p>").await
}
