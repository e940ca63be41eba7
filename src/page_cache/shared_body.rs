//! A body that is sent to several clients while the handler renders it.
//!
//! The readers share the body of the handler. A reader that has read everything polls the body.
//! Each frame is recorded for the other readers. A poll serves all readers, so the body continues
//! as long as any reader is left. When the body has ended, the recorded content becomes the cached
//! page.
//!
//! There are two locks. The lock of the state is held for moments. The lock of the source is held
//! while the body is polled, which runs code of the user. No thread waits for the lock of the
//! source.

mod error;
mod reader;
mod state;

use std::error::Error;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::{Body, Frame};

pub use error::SharedRenderError;
pub(super) use reader::Reader;
use state::{End, FIRST, State};

use super::candidate::{Candidate, Recorder};
use super::nesting::{FlightNumber, Wait, polling};
use super::wakers::Wakers;
use crate::cache_permission::Ticket;

/// The error of a body, boxed.
pub(super) type BoxError = Box<dyn Error + Send + Sync>;
/// The body of a handler, boxed.
pub(super) type HandlerBody = Pin<Box<dyn Body<Data = Bytes, Error = BoxError> + Send>>;

/// The maximum number of frames that one poll takes from the body.
///
/// The last data may be followed by empty frames.
const MAX_FRAMES_PER_POLL: usize = 8;

/// A body that several clients read.
pub(super) struct SharedBody {
    /// The state that the readers share, locked for moments.
    state: Mutex<State>,
    /// The body, or `None` if it has ended or failed.
    source: Mutex<Option<HandlerBody>>,
    wakers: Arc<Wakers>,
    /// The waker that wakes all readers.
    waker: Waker,
    /// The flight that waits for the body, if there is one.
    flight: Option<FlightNumber>,
    /// The length that the body has declared, in bytes.
    declared: Option<u64>,
}

/// The result of a poll of the body.
type Polled = Poll<Option<Result<Frame<Bytes>, BoxError>>>;

impl SharedBody {
    /// Starts to record a body, and returns the first reader.
    pub(super) fn start(
        source: HandlerBody,
        candidate: Candidate,
        flight: Option<FlightNumber>,
        wait: Option<Wait>,
    ) -> Reader {
        let wakers = Arc::new(Wakers::default());
        let declared = source.size_hint().exact();
        let is_over = source.is_end_stream();
        let ticket = candidate.terms.ticket.clone();
        let state = State::new(Recorder::new(candidate, declared), ticket);
        let body = Self {
            state: Mutex::new(state),
            source: Mutex::new(Some(source)),
            waker: Waker::from(Arc::clone(&wakers)),
            wakers,
            flight,
            declared,
        };
        if is_over {
            // A server does not poll a body that has ended.
            body.end(End::Complete(None));
        }
        Reader { body: Arc::new(body), id: FIRST, _wait: wait, outer: None }
    }

    /// Adds a reader, or returns `None` if it cannot have the whole page.
    ///
    /// `outer` is the ticket of a page that may include this one.
    pub(super) fn join(self: &Arc<Self>, wait: Wait, outer: Option<Ticket>) -> Option<Reader> {
        let id = self.state().join()?;
        Some(Reader { body: Arc::clone(self), id, _wait: Some(wait), outer })
    }

    /// Locks the state.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the page, and stores it if it is complete.
    fn end(&self, end: End) {
        let mut state = self.state();
        if state.end.is_none() {
            // Trailers are not stored, and the page would be incomplete without them.
            let is_complete = matches!(end, End::Complete(None));
            state.end = Some(end);
            let page = state.recorder.end();
            drop(state);
            if let Some(page) = page.filter(|_| is_complete) {
                page.store(self.declared);
            }
        }
        self.wakers.wake_all();
    }

    /// Polls the body for a reader that has read everything.
    fn poll_source(&self, reader: usize) -> Polled {
        let mut source = self.source.try_lock();
        if let Err(TryLockError::WouldBlock) = source {
            // The reader that polls the body wakes this one, unless it has just ended its poll.
            self.state().missed.push(reader);
            source = self.source.try_lock();
        }
        let polled = match source {
            Ok(mut source) => self.poll_locked(&mut source, reader),
            Err(TryLockError::WouldBlock) => return Poll::Pending,
            Err(TryLockError::Poisoned(poisoned)) => {
                *poisoned.into_inner() = None;
                self.end(End::Failed(None));
                return Poll::Pending;
            }
        };
        // The readers that found the source locked may have been woken by the body. They poll it
        // now, because this reader may not poll again.
        let missed = mem::take(&mut self.state().missed);
        if polled.is_ready() {
            self.wakers.wake_all();
        } else {
            missed.into_iter().for_each(|reader| self.wakers.wake(reader));
        }
        polled
    }

    /// Polls the body while its lock is held.
    fn poll_locked(&self, source: &mut Option<HandlerBody>, reader: usize) -> Polled {
        // Data may have arrived since this reader looked.
        let mut state = self.state();
        if let Some(ready) = state.next(reader) {
            return Poll::Ready(ready);
        }
        drop(state);
        let mut given: Option<Bytes> = None;
        for _ in 0..MAX_FRAMES_PER_POLL {
            let Some(body) = source.as_mut() else { break };
            let panics = WakeOnPanic(self);
            let polled = polling(self.flight, || {
                body.as_mut().poll_frame(&mut Context::from_waker(&self.waker))
            });
            let is_end = body.is_end_stream();
            mem::forget(panics);
            match polled {
                Poll::Pending => break,
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => {
                        let len = self.state().add(data.clone(), reader);
                        given = Some(match given {
                            None => data,
                            // The data is empty, or exceeds the declared length.
                            Some(before) => [before, data].concat().into(),
                        });
                        if is_end {
                            *source = None;
                            self.end(End::Complete(None));
                        } else if self.declared == Some(len as u64) {
                            // A server does not poll beyond the declared length. So the loop polls
                            // for what follows: the end, trailers, or an error.
                            continue;
                        }
                    }
                    Err(frame) => {
                        *source = None;
                        self.end(End::Complete(frame.into_trailers().ok()));
                    }
                },
                Poll::Ready(Some(Err(error))) => {
                    *source = None;
                    self.end(End::Failed(Some(error)));
                }
                Poll::Ready(None) => {
                    *source = None;
                    self.end(End::Complete(None));
                }
            }
            break;
        }
        let excluded = self.state().next_if_private(reader);
        if excluded.is_some() {
            return Poll::Ready(excluded.flatten());
        }
        if let Some(data) = given {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        match self.state().next(reader) {
            Some(ready) => Poll::Ready(ready),
            None => Poll::Pending,
        }
    }
}

/// A guard that fails the page when the body panics.
///
/// The body is not polled again, and the readers receive the failure.
struct WakeOnPanic<'f>(&'f SharedBody);

impl Drop for WakeOnPanic<'_> {
    fn drop(&mut self) {
        self.0.end(End::Failed(None));
    }
}
