//! Server-sent events: a body of events, after a head that said so.

use std::error::Error;
use std::fmt::{self, Write as _};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use crate::body::Disconnected;
use crate::phase::Streaming;
use crate::response::Response;

/// The body of a response is a stream of events
/// ([HTML §9.2](https://html.spec.whatwg.org/multipage/server-sent-events.html)), which
/// [`Response::set_event_stream`] has said in its head.
///
/// # Examples
/// ```
/// use std::future::pending;
///
/// use headfirst::events::Event;
/// use headfirst::{Head, Response};
///
/// async fn next_order() -> u32 {
///     3
/// }
///
/// let mut res = Response::<Head>::new();
/// let events = res.set_event_stream();
/// let res = res.stream(async move |mut page| {
///     loop {
///         // A timer of the runtime, such as `|| tokio::time::sleep(Duration::from_secs(15))`.
///         let order = events.wait_with_keep_alive(&mut page, pending::<()>, next_order()).await?;
///         events.send(&mut page, &Event::data(order)).await?;
///         # break Ok::<(), headfirst::body::Disconnected>(());
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
    /// Returns [`Disconnected`] when the body was dropped, which only another task can observe.
    pub async fn send(
        &self,
        page: &mut Response<Streaming>,
        event: &Event,
    ) -> Result<(), Disconnected> {
        page.write(&event.text).write("\n").flush().await
    }

    /// Waits for something, and sends a comment each time the timer ends before: so nobody in between
    /// takes the connection for dead.
    ///
    /// # Errors
    /// Returns [`Disconnected`] when the body was dropped, which only another task can observe.
    ///
    /// # Cancel safety
    /// As cancel safe as what is waited for.
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

/// An event: its data, and what a client keeps besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Complete lines.
    text: String,
}

impl Event {
    /// An event with this text, which may have several lines.
    #[must_use]
    pub fn data(data: impl fmt::Display) -> Self {
        let data = data.to_string();
        let mut text = String::with_capacity(data.len() + 8);
        // `end-of-line = ( cr lf / cr / lf )`: each begins a line of its own.
        for line in data.replace("\r\n", "\n").split(['\n', '\r']) {
            text += "data: ";
            text += line;
            text += "\n";
        }
        Self { text }
    }

    /// Gives it a name; without one it is a `message`.
    ///
    /// # Errors
    /// Returns [`InvalidEvent`] for a name of several lines.
    pub fn with_name(self, name: &str) -> Result<Self, InvalidEvent> {
        self.with("event", name, &['\n', '\r'])
    }

    /// Gives it an id, which the client sends as `Last-Event-ID` when it comes back.
    ///
    /// # Errors
    /// Returns [`InvalidEvent`] for an id of several lines, or with a NUL, which a client ignores.
    pub fn with_id(self, id: &str) -> Result<Self, InvalidEvent> {
        self.with("id", id, &['\n', '\r', '\0'])
    }

    /// Tells the client to wait this long, in milliseconds, before it comes back.
    #[must_use]
    pub fn with_retry(mut self, after: Duration) -> Self {
        let _infallible = writeln!(self.text, "retry: {}", after.as_millis());
        self
    }

    fn with(mut self, field: &str, value: &str, not: &[char]) -> Result<Self, InvalidEvent> {
        if value.contains(not) {
            return Err(InvalidEvent);
        }
        let _infallible = writeln!(self.text, "{field}: {value}");
        Ok(self)
    }
}

/// The name or the id of an event has several lines, or a NUL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidEvent;

impl fmt::Display for InvalidEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name and the id of an event are one line each, and have no NUL")
    }
}

impl Error for InvalidEvent {}
