//! Programs with many handlers, each of which streams its own page.

/// Code that both programs need: a table of the handlers, so that none is optimized away, and a poll of each.
const COMMON: &str = r#"
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use http_body::Body as _;

#[derive(Default)]
struct Wait(bool);

impl Future for Wait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

fn main() {
    let which: usize = std::env::args().count() - 1;
    let mut body = pin!(HANDLERS[which]().into_body());
    let mut cx = Context::from_waker(Waker::noop());
    let mut bytes = 0;
    while let Poll::Ready(Some(Ok(frame))) = body.as_mut().poll_frame(&mut cx) {
        bytes += frame.into_data().map_or(0, |data| data.len());
    }
    println!("{bytes}");
}
"#;

fn program(count: usize, before: &str, handler: impl Fn(usize) -> String) -> String {
    let handlers: String = (0..count).map(handler).collect();
    let names: Vec<_> = (0..count).map(|at| format!("page_{at}")).collect();
    let names = names.join(", ");
    format!(
        "{before}{COMMON}{handlers}\nstatic HANDLERS: [fn() -> http::Response<Body>; {count}] = [{names}];\n"
    )
}

pub fn headfirst(count: usize) -> String {
    program(count, "use headfirst::{Body, Head, Response};\n", |at| {
        format!(
            r#"
fn page_{at}() -> http::Response<Body> {{
    Response::<Head>::new().stream(|mut page| async move {{
        page.write("<h1>Page {at}</h1>").await?;
        Wait::default().await;
        page.write("<p>The end of page {at}</p>").await
    }})
}}
"#
        )
    })
}

pub fn by_hand(count: usize) -> String {
    let before = "use std::convert::Infallible;\nuse bytes::{Bytes, BytesMut};\nuse http_body::Frame;\n\
                  type Body = Pin<Box<dyn http_body::Body<Data = Bytes, Error = Infallible> + Send>>;\n";
    program(count, before, |at| {
        format!(
            r#"
#[derive(Default)]
struct Page{at} {{ state: u8, wait: Wait, open: BytesMut }}

impl http_body::Body for Page{at} {{
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {{
        let this = &mut *self;
        if this.state == 0 {{
            this.open.extend_from_slice(b"<h1>Page {at}</h1>");
            this.state = 1;
        }}
        if this.state == 1 && Pin::new(&mut this.wait).poll(cx).is_ready() {{
            this.open.extend_from_slice(b"<p>The end of page {at}</p>");
            this.state = 2;
        }}
        if !this.open.is_empty() {{
            return Poll::Ready(Some(Ok(Frame::data(this.open.split().freeze()))));
        }}
        if this.state == 2 {{ Poll::Ready(None) }} else {{ Poll::Pending }}
    }}
}}

fn page_{at}() -> http::Response<Body> {{
    http::Response::new(Box::pin(Page{at}::default()))
}}
"#
        )
    })
}
