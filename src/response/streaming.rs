//! The commit, and `Response<Streaming>`: the body after the head has left.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::body::{Body, Chunk, Disconnected, Outcome, Writer};
use crate::phase::{BodyOpen, MayStream, Phase, Streaming};
use crate::response::Response;
use crate::response::exit::Content;

/// Letting the head go.
impl<P: Phase> Response<P> {
    /// Closes the head and streams the body that `render` writes.
    ///
    /// `Head → Streaming` or `Shell → Streaming`, inside `render`; nothing of the head can be
    /// changed any more. What was written to a shell is the first frame. `render` runs when the
    /// server polls the body, so after it has the head; when there is no content to send (on
    /// `HEAD`, or with a status like 204) it never runs. It is dropped at its next await when the
    /// client is gone. If it returns an `Err` or panics, the body ends with that error and the
    /// client sees a broken transfer, never a clean end.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    ///
    /// let res = Response::<Head>::new().stream(|mut page| async move {
    ///     page.write("<h1>Orders</h1>");
    ///     page.flush().await
    /// });
    /// assert_eq!(res.status(), 200);
    /// ```
    pub fn stream<F, Fut>(self, render: F) -> http::Response<Body>
    where
        P: MayStream,
        F: FnOnce(Response<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: Outcome> + Send + 'static,
    {
        let Self { line, cookies, data } = self;
        let (fields, shell) = P::commit(data);
        let content = Content::of(&line.method, fields.status);
        if content != Content::Sent {
            return fields.leave(cookies, content.without());
        }
        let sent = cookies.clone();
        let body = Body::stream(shell, |writer| {
            let page = Response { line, cookies: sent, data: writer };
            async move { render(page).await.outcome() }
        });
        fields.leave(cookies, body)
    }
}

/// Writing the body.
impl<P: Phase> Response<P> {
    /// Writes body bytes.
    ///
    /// On a shell they are kept until the head leaves. In a render they are sent, as one frame with
    /// those before them, when the render waits for something, when 16 KiB are ready, or on
    /// [`flush`](Response::flush); await the result, `page.write(..).await?`, to wait until there
    /// is room, which bounds the memory of a long body.
    ///
    /// Text and slices are copied. [`Bytes`](bytes::Bytes), `Vec<u8>` and `String` of 1 KiB and more
    /// are passed on as they are.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    ///
    /// let mut shell = Response::<Head>::new().shell();
    /// shell.write("<h1>").write(b"Orders").write(String::from("</h1>"));
    /// assert_eq!(shell.send().headers()["content-length"], "15");
    /// ```
    ///
    /// Before the shell is open there is no body:
    /// ```compile_fail,E0277
    /// use headfirst::{Head, Response};
    ///
    /// Response::<Head>::new().write("<h1>Orders</h1>");
    /// ```
    pub fn write<'c>(&mut self, chunk: impl Into<Chunk<'c>>) -> &mut Self
    where
        P: BodyOpen,
    {
        P::write(&mut self.data, chunk.into());
        self
    }

    /// Writes formatted text: what `write!(page, ..)` calls, without an import.
    ///
    /// # Errors
    /// Returns the error of a `Display` or `Debug` that fails; writing itself does not.
    ///
    /// # Examples
    /// ```
    /// use headfirst::{Head, Response};
    ///
    /// let mut shell = Response::<Head>::new().shell();
    /// write!(shell, "<h1>{} orders</h1>", 3)?;
    /// assert_eq!(shell.send().headers()["content-length"], "17");
    /// # Ok::<(), std::fmt::Error>(())
    /// ```
    pub fn write_fmt(&mut self, text: fmt::Arguments<'_>) -> fmt::Result
    where
        P: BodyOpen,
    {
        fmt::Write::write_fmt(self, text)
    }
}

/// Takes the output of template engines and of code that is generic over its writer.
///
/// Writing never fails.
impl<P: BodyOpen> fmt::Write for Response<P> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        P::write(&mut self.data, Chunk::from(text));
        Ok(())
    }
}

/// A response whose head has left: its body can be written, and its cookies read.
///
/// It can be moved to another task. The body then ends when the render has returned and this has
/// been dropped; when it is dropped by a panic, the body ends with an error.
impl Response<Streaming> {
    /// Sends what was written so far, and waits until the server has taken it.
    ///
    /// # Errors
    /// Returns [`Disconnected`] when the body was dropped, which only another task can observe: a
    /// render is dropped with its body.
    ///
    /// # Cancel safety
    /// Cancel safe: what was written stays written and is sent in time.
    pub fn flush(&mut self) -> Flush<'_> {
        Flush { writer: &mut self.data }
    }
}

/// Waits until there is room for more: `page.write(..).await?`.
///
/// # Errors
/// The output is [`Disconnected`] when the body was dropped, which only another task can observe.
///
/// # Cancel safety
/// Cancel safe: what was written stays written.
impl<'a> IntoFuture for &'a mut Response<Streaming> {
    type Output = Result<(), Disconnected>;
    type IntoFuture = Room<'a>;

    fn into_future(self) -> Room<'a> {
        Room { writer: &mut self.data }
    }
}

/// The future of an awaited [`write`](Response::write).
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Room<'a> {
    writer: &'a mut Writer,
}

impl Future for Room<'_> {
    type Output = Result<(), Disconnected>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.writer.poll_room(cx)
    }
}

/// The future of [`flush`](Response::flush).
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Flush<'a> {
    writer: &'a mut Writer,
}

impl Future for Flush<'_> {
    type Output = Result<(), Disconnected>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.writer.poll_flush(cx)
    }
}
