//! Server-sent events.

use std::error::Error;
use std::fmt::{self, Write as _};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::body::Disconnected;
use crate::phase::Streaming;
use crate::response::Response;

/// A handle for sending server-sent events
/// ([HTML §9.2](https://html.spec.whatwg.org/multipage/server-sent-events.html)).
///
/// [`Response::set_event_stream`] returns it, and sets the headers of an event stream.
///
/// # Examples
/// ```
/// use std::future::pending;
///
/// use headfirst::events::Event;
/// use headfirst::{Head, RenderResult, Response};
///
/// async fn next_order() -> u32 {
///     3
/// }
///
/// let mut res = Response::<Head>::new();
/// let events = res.set_event_stream();
/// let res = res.stream(async move |mut page| -> RenderResult {
///     loop {
///         // A timer of the runtime, such as `|| tokio::time::sleep(Duration::from_secs(15))`.
///         let order = events.wait_with_keep_alive(&mut page, pending::<()>, next_order()).await?;
///         events.send(&mut page, &Event::data(order)).await?;
///         # break Ok(());
///     }
/// });
/// assert_eq!(res.headers()["content-type"], "text/event-stream");
/// ```
#[derive(Clone, Debug)]
pub struct Events(());

impl Events {
    pub(crate) fn new() -> Self {
        Self(())
    }

    /// Sends an event, and waits until the server has taken it.
    ///
    /// # Errors
    /// Returns [`Disconnected`] if the body was dropped. Only another task can observe this.
    ///
    /// # Examples
    /// ```
    /// use headfirst::events::Event;
    /// use headfirst::{Head, Response, testing};
    ///
    /// let mut res = Response::<Head>::new();
    /// let events = res.set_event_stream();
    /// let res = res.stream(async move |mut page| events.send(&mut page, &Event::data("milk")).await);
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// assert_eq!(testing::text(res).await?, "data: milk\n\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub async fn send(
        &self,
        page: &mut Response<Streaming>,
        event: &Event,
    ) -> Result<(), Disconnected> {
        page.write(&event.text).write("\n").flush().await
    }

    /// Awaits `work`, and sends a comment each time that `timer` completes first.
    ///
    /// The comments are a keep-alive: without them, an intermediary may close an idle connection.
    ///
    /// # Errors
    /// Returns [`Disconnected`] if the body was dropped. Only another task can observe this.
    ///
    /// # Cancel safety
    /// This future is cancel safe if `work` is.
    pub async fn wait_with_keep_alive<T, Timer: Future>(
        &self,
        page: &mut Response<Streaming>,
        mut timer: impl FnMut() -> Timer,
        work: impl Future<Output = T>,
    ) -> Result<T, Disconnected> {
        let mut work = pin!(work);
        loop {
            let mut timer = pin!(timer());
            let done = poll_fn(|cx| match work.as_mut().poll(cx) {
                Poll::Ready(value) => Poll::Ready(Some(value)),
                Poll::Pending => timer.as_mut().poll(cx).map(|_ended| None),
            });
            match done.await {
                Some(value) => return Ok(value),
                None => page.write(":\n\n").flush().await?,
            }
        }
    }
}

/// A server-sent event: its data, and optionally a name, an id and a retry delay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The complete lines of the event.
    text: String,
}

impl Event {
    /// Creates an event with this text, which may have several lines.
    #[must_use]
    pub fn data(data: impl fmt::Display) -> Self {
        let data = data.to_string();
        let mut text = String::with_capacity(data.len() + 8);
        // `end-of-line = ( cr lf / cr / lf )`: each of them starts a new `data` line.
        for line in data.replace("\r\n", "\n").split(['\n', '\r']) {
            text += "data: ";
            text += line;
            text += "\n";
        }
        Self { text }
    }

    /// Sets the name of the event. Defaults to `message`.
    ///
    /// # Errors
    /// Returns [`InvalidEvent`] if the name has several lines.
    pub fn with_name(self, name: &str) -> Result<Self, InvalidEvent> {
        self.with("event", name, &['\n', '\r'])
    }

    /// Sets the id of the event.
    ///
    /// The client sends it as `Last-Event-ID` when it reconnects.
    ///
    /// # Errors
    /// Returns [`InvalidEvent`] if the id has several lines, or a NUL. A client ignores an id with
    /// a NUL.
    pub fn with_id(self, id: &str) -> Result<Self, InvalidEvent> {
        self.with("id", id, &['\n', '\r', '\0'])
    }

    /// Sets the time that the client waits before it reconnects, in milliseconds.
    #[must_use]
    pub fn with_retry(mut self, after: Duration) -> Self {
        let _infallible = writeln!(self.text, "retry: {}", after.as_millis());
        self
    }

    fn with(mut self, name: &str, value: &str, not: &[char]) -> Result<Self, InvalidEvent> {
        if value.contains(not) {
            return Err(InvalidEvent);
        }
        let _infallible = writeln!(self.text, "{name}: {value}");
        Ok(self)
    }
}

/// The error of an invalid event name or id.
///
/// A name or an id with several lines is invalid, and so is an id with a NUL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidEvent;

impl fmt::Display for InvalidEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name and the id of an event are one line each, and have no NUL")
    }
}

impl Error for InvalidEvent {}
