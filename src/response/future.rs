//! Writing by `fmt::Write`, and the futures of `write` and `flush`.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};

use super::Response;
use crate::body::{Disconnected, Writer};
use crate::phase::{CanFlush, CanWriteBody};

/// Writes formatted text, such as the output of a template engine.
///
/// Code that is generic over its writer uses this trait too. Writing never fails.
impl<P: CanWriteBody> fmt::Write for Response<P> {
    #[inline]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        P::copy(&mut self.data, text.as_bytes());
        Ok(())
    }
}

/// Waits until more can be written: `page.write(..).await?`.
///
/// # Errors
/// The output is [`Disconnected`] if the body was dropped. Only another task can observe this.
///
/// # Cancel safety
/// This future is cancel safe. Bytes that were written are kept.
impl<'a, P: CanFlush> IntoFuture for &'a mut Response<P> {
    type Output = Result<(), Disconnected>;
    type IntoFuture = Writable<'a>;

    #[inline]
    fn into_future(self) -> Writable<'a> {
        Writable { writer: &mut self.data }
    }
}

/// The future of an awaited [`write`](Response::write).
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Writable<'a> {
    pub(super) writer: &'a mut Writer,
}

impl Future for Writable<'_> {
    type Output = Result<(), Disconnected>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.writer.poll_writable(cx)
    }
}

/// The future of [`flush`](Response::flush).
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Flush<'a> {
    pub(super) writer: &'a mut Writer,
}

impl Future for Flush<'_> {
    type Output = Result<(), Disconnected>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.writer.poll_flush(cx)
    }
}
