//! Template engines: maud markup, which is written directly, and askama templates, by `Display`.

use askama::Template;
use bytes::Bytes;
use futures_util::stream;
use headfirst::{Body, Cacheable, Head, Middleware, RenderResult, Response};
use http_body_util::BodyExt;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::support::at_head;

#[derive(Template)]
#[template(source = "<li>{{ what }}</li>", ext = "html")]
struct Order<'a> {
    what: &'a str,
}

/// A template whose filter fails.
#[derive(Template)]
#[template(source = "<li>{{ what|broken }}</li>", ext = "html")]
struct Broken<'a> {
    what: &'a str,
}

mod filters {
    pub(crate) fn broken(_: &str, _: &dyn askama::Values) -> askama::Result<String> {
        Err(askama::Error::Custom("no such order".into()))
    }
}

fn long() -> Markup {
    html! { ul { @for order in 0..200 { li { (order) " & more" } } } }
}

async fn text(response: http::Response<Body>) -> String {
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn markup_is_written_unchanged_wherever_content_is_accepted() {
    let mut res = at_head();
    let page = res.set_html();
    let mut shell = res.shell();
    let heading = html! { h1 { "Milk & honey" } };
    shell.write(DOCTYPE).write(&heading).write(PreEscaped("<hr>"));
    let response = shell.stream(async move |mut res| {
        res.boundary(&page, html! { p { "Loading" } }, async |mut part| {
            part.write(html! { p { "three < four" } }).await
        });
        res.boundary_or_else(
            &page,
            html! { i { "…" } },
            async |_| Err("gone"),
            |_error, place| {
                place.write(html! { p { "no orders" } });
            },
        );
        let chunks = stream::iter([Ok::<_, std::io::Error>(html! { footer {} })]);
        res.write_stream(chunks).await
    });
    let text = text(response).await;
    assert!(text.starts_with("<!DOCTYPE html><h1>Milk &amp; honey</h1><hr><template"), "{text}");
    for part in
        ["<p>Loading</p>", "<p>three &lt; four</p>", "<p>no orders</p>", "<footer></footer>"]
    {
        assert_eq!(text.matches(part).count(), 1, "{part} in {text}");
    }
}

#[tokio::test]
async fn markup_can_be_sent_in_each_phase_that_sends_a_body() {
    let request = http::Request::get("/").body(()).unwrap();
    let markup = || html! { p { "a < b" } };
    for response in [
        at_head().send(markup()),
        Response::<Middleware>::for_request(&request).send(markup()),
        Response::<Cacheable>::for_request(&request).send(markup()),
    ] {
        assert_eq!(response.headers()["content-length"], "15");
        assert_eq!(text(response).await, "<p>a &lt; b</p>");
    }
}

/// The body yields the allocation that maud has written to.
#[tokio::test]
async fn markup_of_a_kilobyte_is_not_copied() {
    let (sent, streamed) = (long(), long());
    let (at, length) = (streamed.0.as_ptr(), streamed.0.len());
    assert!(length > 1024);
    let frame = |body: Bytes| (body.as_ptr(), body.len());
    let expected = (sent.0.as_ptr(), sent.0.len());
    let mut body = at_head().send(sent).into_body();
    assert_eq!(frame(body.frame().await.unwrap().unwrap().into_data().unwrap()), expected);
    let response = Response::<Head>::new().stream(async move |mut page| page.write(streamed).await);
    let mut body = response.into_body();
    assert_eq!(frame(body.frame().await.unwrap().unwrap().into_data().unwrap()), (at, length));
}

#[tokio::test]
async fn a_display_is_formatted_into_the_page_and_its_error_is_returned() {
    let response = at_head().stream(async |mut page| {
        write!(page, "<ul>{}{}</ul>", Order { what: "milk & honey" }, Order { what: "bread" })?;
        RenderResult::Ok(())
    });
    assert_eq!(text(response).await, "<ul><li>milk &#38; honey</li><li>bread</li></ul>");
    let mut shell = at_head().shell();
    assert!(write!(shell, "{}", Broken { what: "milk" }).is_err());
    let error = Broken { what: "milk" }.render_into(&mut shell).unwrap_err();
    assert_eq!(error.to_string(), "no such order");
    let response =
        at_head().stream(async |mut page| Broken { what: "milk" }.render_into(&mut page));
    let error = response.into_body().collect().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the render function failed after the head was sent: no such order"
    );
}
