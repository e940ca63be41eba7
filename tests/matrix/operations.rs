//! The operations of the programs of the matrix.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::Request;
use axum::middleware::{Next as AxumNext, from_fn};
use axum::routing::get;
use axum::{Json, Router};
use futures_util::stream;

use headfirst::header::{TrailerName, VARY, X_FRAME_OPTIONS};
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{
    Action, Answered, Body, CacheControl, Cacheable, CanAct, CanReadCookies, CanReadStatus,
    CanRelay, CanSendBody, CanSendHeadOnly, CanSetCookies, CanSetHeaders, CanSetStatus, Head,
    Middleware, Next, PageCache, Phase, Response, Shell, Streaming, trailer_name,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use http_body_util::Full;

use crate::support::{cookie, removal, removal_at};
use crate::wire::{GET, Plain, User, served, service};

pub(crate) fn new() -> Response<Head> {
    Response::new()
}

fn request_line<P: Phase>(res: &Response<P>) -> String {
    format!("{} {}", res.method(), res.uri())
}

pub(crate) fn line<P: CanSetHeaders>(res: Response<P>) -> Response<P> {
    let line = HeaderValue::try_from(request_line(&res)).unwrap();
    res.with_header(VARY, line)
}

pub(crate) async fn line_in_render(mut page: Response<Streaming>) {
    let line = request_line(&page);
    page.write(line).write("\r\n");
}

pub(crate) fn theme<P: CanSetHeaders + CanReadCookies>(res: Response<P>) -> Response<P> {
    let theme = format!("the theme is {}", res.cookies().get("theme").unwrap());
    res.with_header(VARY, HeaderValue::try_from(theme).unwrap())
}

pub(crate) async fn theme_in_render(mut page: Response<Streaming>) {
    assert_eq!(page.cookies().get("token"), Some("t2"), "the cookie that was sent");
    let theme = format!("the theme is {}\r\n", page.cookies().get("theme").unwrap());
    page.write(theme);
}

pub(crate) fn rotate<P: CanSetCookies>(mut res: Response<P>) -> Response<P> {
    res.set_cookie(cookie("token", "t2")).unwrap().remove_cookie(removal("theme")).unwrap();
    res.move_cookie(removal_at("cart", "/old"), cookie("cart", "7")).unwrap();
    res.with_cookie(cookie("seen", "1")).unwrap()
}

/// Responds with another response, which has no cookies.
pub(crate) fn dropped<P: CanSetCookies>(mut res: Response<P>) -> Plain {
    res.set_cookie(cookie("token", "t2")).unwrap();
    res.drop_with_cookies();
    new().send("another answer")
}

pub(crate) fn headers<P: CanSetHeaders>(mut res: Response<P>) -> Response<P> {
    const DENY: HeaderValue = HeaderValue::from_static("DENY");
    let _markup = res.set_html();
    res.insert_header(VARY, HeaderValue::from_static("a"));
    res.append_header(VARY, HeaderValue::from_static("b"));
    res.try_insert_header("etag", "\"7\"").unwrap().try_append_header("vary", "c").unwrap();
    assert_eq!(res.headers().get_all("vary").iter().count(), 3);
    let link = (http::header::LINK, HeaderValue::from_static("</a>"));
    res.extend_headers(HeaderMap::from_iter([link])).unwrap();
    let res = res.try_with_header("age", 60).unwrap();
    res.with_header(X_FRAME_OPTIONS, DENY).with_cache_control(CacheControl::no_store())
}

pub(crate) fn status<P: CanReadStatus>(res: Response<P>) -> Response<P> {
    let status = format!("the status is {}", res.status().as_u16());
    res.with_header(VARY, HeaderValue::try_from(status).unwrap())
}

pub(crate) fn teapot<P: CanSetStatus>(mut res: Response<P>) -> Response<P> {
    res.set_status(StatusCode::IM_A_TEAPOT);
    assert_eq!(res.status(), StatusCode::IM_A_TEAPOT);
    res
}

pub(crate) fn shown(mut res: Response<Middleware>) -> Next {
    const COUNTRY: HeaderName = HeaderName::from_static("x-country");
    res.set_request_cookie("token", "t3").unwrap().remove_request_cookie("theme");
    res.insert_request_extension(User("Ada")).remove_request_header(COUNTRY).unwrap();
    res.insert_request_header(COUNTRY, HeaderValue::from_static("ch")).unwrap();
    res.append_request_header(COUNTRY, HeaderValue::from_static("fr")).unwrap();
    res.next()
}

pub(crate) fn revalidated(mut res: Response<Action>) -> Plain {
    res.revalidate_path("/orders").unwrap().revalidate_tag("orders");
    res.revalidate_path_prefix("/orders").unwrap().revalidate_all();
    res.no_content()
}

/// An action that is generic, so that a call in a page fails with the message of `CanAct`.
fn act<P: CanAct>(res: &mut Response<P>) {
    res.revalidate_tag("orders").set_cookie(cookie("token", "t2")).unwrap();
}

pub(crate) fn acted(mut res: Response<Action>) -> Plain {
    act(&mut res);
    res.redirect("/orders")
}

/// Runs a middleware of axum's `from_fn`.
pub(crate) fn returned() -> String {
    async fn vary(
        res: Response<Middleware>,
        request: Request,
        next: AxumNext,
    ) -> Response<Answered> {
        res.run(request, next).await.with_header(VARY, HeaderValue::from_static("cookie"))
    }
    let page = get(async || "done").layer(from_fn(vary));
    served(GET, Router::new().route("/orders", page).layer(KeepCookiesLayer::new()))
}

pub(crate) fn written(mut shell: Response<Shell>) -> Plain {
    shell.write("<p>");
    write!(shell, "{} orders", 3).unwrap();
    std::fmt::Write::write_str(&mut shell, "</p>").unwrap();
    shell.send()
}

pub(crate) async fn written_in_render(mut page: Response<Streaming>) {
    page.write("<p>");
    write!(page, "{} orders", 3).unwrap();
    std::fmt::Write::write_str(&mut page, "</p>").unwrap();
}

pub(crate) fn later<P: CanSendBody>(res: Response<P>) -> Plain {
    res.stream(|mut page| async move {
        page.write("later");
    })
}

pub(crate) fn file<P: CanSendBody>(res: Response<P>) -> Plain {
    res.send_body(Full::from("a file"))
}

pub(crate) fn measured<P: CanSendBody>(mut res: Response<P>) -> Plain {
    const TIMING: TrailerName = trailer_name!("server-timing");
    let trailer = res.declare_trailer(TIMING);
    res.on_end(|sent| assert_eq!(sent.body_bytes(), 4));
    res.stream(|mut page| async move {
        page.write("page").send_trailer(trailer, HeaderValue::from_static("render;dur=2"));
    })
}

pub(crate) fn login<P: CanSendHeadOnly>(res: Response<P>) -> Plain {
    res.redirect(HeaderValue::from_static("/login"))
}

pub(crate) fn sent(mut shell: Response<Shell>) -> Plain {
    shell.write("hello");
    shell.send()
}

pub(crate) fn json<P: CanRelay>(res: Response<P>) -> Plain {
    res.with_header(VARY, HeaderValue::from_static("cookie")).respond(Json(["milk"]))
}

pub(crate) fn opened(res: Response<Head>) -> Plain {
    let mut shell = res.shell();
    shell.write("in ").write("order");
    shell.send()
}

pub(crate) fn discarded(mut shell: Response<Shell>) -> Plain {
    shell.write("<h1>Orders</h1>").set_cookie(cookie("token", "t2")).unwrap();
    shell.discard().redirect(HeaderValue::from_static("/login"))
}

pub(crate) async fn flushed(mut page: Response<Streaming>) {
    page.write("first").flush().await.unwrap();
    page.write("se").await.unwrap();
    page.write_stream(stream::iter([Ok::<_, std::io::Error>("cond")])).await.unwrap();
}

pub(crate) async fn parted(mut page: Response<Streaming>) {
    page.write("<ul>").part(async |mut part| {
        part.write("<li>a part</li>");
    });
    page.write("</ul>");
}

pub(crate) fn hidden(res: Response<Middleware>) -> Next {
    assert_eq!(res.request_headers()["host"], "a.example");
    res.skip_handler().with_status(StatusCode::NOT_FOUND).send("").into()
}

/// Returns the second response of a cached page.
pub(crate) fn cached() -> String {
    let pages = PageCache::new(1024 * 1024);
    let rendered = std::sync::Arc::new(AtomicUsize::new(0));
    let page = service(move |request| -> http::Response<Body> {
        let mut res = Response::<Cacheable>::for_request(&request);
        res.add_tag("orders").keep_for(std::time::Duration::from_secs(60));
        res.send(format!("rendering {}", rendered.fetch_add(1, Ordering::Relaxed) + 1))
    });
    let page = tower::Layer::layer(&pages.layer(), page);
    served(GET, page.clone());
    served(GET, page)
}
