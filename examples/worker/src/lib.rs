//! The site of the demo on a worker: a login, a token that is rotated before the page, and no memory.
//!
//! `examples/worker/serve` builds it and serves it on a local workerd.

#[path = "../../demo/pages.rs"]
mod pages;

use std::convert::Infallible;
use std::time::Duration;

use cookie::Key;
use headfirst::cookie::{CookieError, Signed};
use headfirst::middleware::{LayeredBody, Matcher, middleware_with_state};
use headfirst::{
    Action, ActionGuard, Body, CookieDef, Head, Middleware, Next, NotAnAction, NothingKept,
    Response,
};
use http::{HeaderValue, Method, StatusCode};
use http_body_util::BodyExt;
use pages::{TOKEN, User};
use tower::{Layer, ServiceExt, service_fn};
use worker::js_sys::{self, Promise};
use worker::send::SendFuture;
use worker::wasm_bindgen::JsCast;
use worker::wasm_bindgen_futures::JsFuture;
use worker::web_sys::WorkerGlobalScope;
use worker::{Context, Env, HttpRequest, console_log, event};

const LINKS: &str = "<a href=/broken>Broken</a>";
const HOME: HeaderValue = HeaderValue::from_static("/");

/// Creates the service for each request, since the secrets come with the request.
#[event(fetch)]
async fn fetch(
    request: HttpRequest,
    env: Env,
    _context: Context,
) -> worker::Result<http::Response<LayeredBody<Body>>> {
    let key = Key::derive_from(env.secret("KEY")?.to_string().as_bytes());
    let token = TOKEN.signed(key);
    let home = Matcher::paths(["/"]).map_err(|error| error.to_string())?;
    let rotation = middleware_with_state(home.methods([Method::GET]), token.clone(), rotate);
    let site = service_fn(async |request| {
        let response = route(request, &token).await;
        Ok::<_, Infallible>(response.unwrap_or_else(Failure::into))
    });
    let Ok(response) = rotation.layer(site).oneshot(request).await;
    Ok(response)
}

async fn route(request: HttpRequest, token: &Token) -> Result<http::Response<Body>, Failure> {
    match (request.method(), request.uri().path()) {
        (_, "/") => home(&request),
        (_, "/broken") => Ok(broken(&request)),
        (&Method::POST, "/login") => login(request, token).await,
        (&Method::POST, "/logout") => logout(&request),
        _ => Err(Failure(StatusCode::NOT_FOUND, String::from("not found"))),
    }
}

/// The token of the client, which says all that is known of its user: a number of visits, and a name.
///
/// Isolates share no memory, so a token that is used twice goes undetected. A store, such as a Durable Object, can
/// detect it.
type Token = CookieDef<Signed>;

/// Gives the client its next token, and the page its user. The page of the same request sees both.
async fn rotate(token: Token, mut res: Response<Middleware>) -> Result<Next, CookieError> {
    let sent = res.cookies().get(&token).map(String::from);
    let Some((visits, name)) = sent.as_deref().and_then(|sent| sent.split_once(' ')) else {
        return Ok(res.next());
    };
    let visits = visits.parse().unwrap_or(0_u64).wrapping_add(1);
    res.set_cookie(token.value(format!("{visits} {name}")))?;
    res.insert_request_extension(User { name: name.to_owned() });
    Ok(res.next())
}

fn home(request: &HttpRequest) -> Result<http::Response<Body>, Failure> {
    let mut res = Response::<Head>::for_request(request);
    res.on_end(|sent| console_log!("home has ended: {:?}", sent.end()));
    Ok(pages::home(request.extensions().get(), res)?)
}

/// Panics after its head was sent. The transfer is aborted, and other pages are not affected.
fn broken(request: &HttpRequest) -> http::Response<Body> {
    Response::<Head>::for_request(request).stream(async |mut page| {
        page.write("<h1>Broken</h1>");
        #[cfg(feature = "late-cookie")]
        page.set_cookie(TOKEN.value("late"));
        sleep(Duration::from_millis(100)).await;
        let orders: u32 = "three".parse().unwrap();
        page.write(orders.to_string());
    })
}

async fn login(request: HttpRequest, token: &Token) -> Result<http::Response<Body>, Failure> {
    let mut res: Response<Action> = ActionGuard::new(NothingKept).start(&request)?;
    let form = request.into_body().collect().await?.to_bytes();
    let name = form_urlencoded::parse(&form).find(|(key, _)| key == "name").unwrap_or_default().1;
    res.set_cookie(token.value(format!("0 {name}")))?;
    Ok(res.redirect(HOME))
}

fn logout(request: &HttpRequest) -> Result<http::Response<Body>, Failure> {
    let mut res = ActionGuard::new(NothingKept).start(request)?;
    res.remove_cookie(&TOKEN)?;
    Ok(res.redirect(HOME))
}

/// Waits for a timer of the host.
///
/// `worker::Delay` wakes only its first waker, and a boundary is polled with several.
fn sleep(duration: Duration) -> impl Future<Output = ()> + Send {
    let timer = Promise::new(&mut |resolve, _reject| {
        let global: WorkerGlobalScope = js_sys::global().unchecked_into();
        let milliseconds = i32::try_from(duration.as_millis()).unwrap_or(i32::MAX);
        let set =
            global.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        if set.is_err() {
            console_log!("no timer");
        }
    });
    SendFuture::new(async { drop(JsFuture::from(timer).await) })
}

/// The status and the text of an error response.
struct Failure(StatusCode, String);

impl From<NotAnAction> for Failure {
    fn from(error: NotAnAction) -> Self {
        Self(error.status(), error.to_string())
    }
}

impl From<CookieError> for Failure {
    fn from(error: CookieError) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }
}

impl From<worker::Error> for Failure {
    fn from(error: worker::Error) -> Self {
        Self(StatusCode::BAD_REQUEST, error.to_string())
    }
}

impl From<Failure> for http::Response<Body> {
    fn from(Failure(status, text): Failure) -> Self {
        Response::<Head>::new().with_status(status).send(text)
    }
}
