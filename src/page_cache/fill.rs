//! A page that is being sent, to each client that has asked for it meanwhile.
//!
//! The readers share the body of the handler: the one that has read everything polls it, and what comes is recorded
//! for the others. The body is polled on behalf of all, so it goes on when any of them is left. When it has ended,
//! the record is the page that is cached.
//!
//! Two locks: that of the state is held for moments, and that of the source while the body is polled, which is code
//! of the user. Nobody waits for the second.

mod reader;

use std::collections::BTreeMap;
use std::error::Error;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame};

pub(super) use reader::Reader;
pub use reader::SharedRenderError;

use super::flight::Flight;
use super::nesting::polling;
use super::record::{Record, Recorded};
use super::wakers::Wakers;

pub(super) type BoxError = Box<dyn Error + Send + Sync>;
pub(super) type Source = Pin<Box<dyn Body<Data = Bytes, Error = BoxError> + Send>>;

/// Frames that are polled for one, at most: empty ones may follow the last.
const MAX_AHEAD: usize = 8;

/// A page that is being sent.
pub(super) struct Fill {
    state: Mutex<State>,
    source: Mutex<Option<Source>>,
    wakers: Arc<Wakers>,
    /// Wakes all readers.
    waker: Waker,
    /// The flight of those who wait for it, if any can.
    flight: Option<Arc<Flight>>,
    /// The length that the body has declared.
    declared: Option<u64>,
}

struct State {
    record: Recorded,
    readers: BTreeMap<usize, Position>,
    last_reader: usize,
    end: Option<End>,
}

/// How far a reader is.
#[derive(Default)]
struct Position {
    at: usize,
    /// Whether it is so far behind that what it would read next was dropped.
    is_cut: bool,
    has_ended: bool,
}

enum End {
    Complete(Option<HeaderMap>),
    /// The error is for one reader.
    Failed(Option<BoxError>),
}

type Polled = Poll<Option<Result<Frame<Bytes>, BoxError>>>;

impl Fill {
    /// Starts to record a body, for a first reader.
    pub(super) fn start(source: Source, record: Record, flight: Option<Arc<Flight>>) -> Reader {
        let wakers = Arc::new(Wakers::default());
        let declared = source.size_hint().exact();
        let is_over = source.is_end_stream();
        let readers = BTreeMap::from([(0, Position::default())]);
        let record = Recorded::new(record, declared);
        let fill = Self {
            state: Mutex::new(State { record, readers, last_reader: 0, end: None }),
            source: Mutex::new(Some(source)),
            waker: Waker::from(Arc::clone(&wakers)),
            wakers,
            flight,
            declared,
        };
        if is_over {
            // Nobody would poll it.
            fill.end(End::Complete(None));
        }
        Reader { fill: Arc::new(fill), id: 0 }
    }

    /// Adds a reader, if it can have all of the page.
    pub(super) fn join(self: &Arc<Self>) -> Option<Reader> {
        let mut state = self.state();
        if matches!(state.end, Some(End::Failed(_))) || !state.record.can_be_joined() {
            return None;
        }
        state.last_reader += 1;
        let id = state.last_reader;
        state.readers.insert(id, Position::default());
        drop(state);
        Some(Reader { fill: Arc::clone(self), id })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, end: End) {
        let mut state = self.state();
        if state.end.is_none() {
            // Trailers are not stored, and a page without them would not be the same.
            let is_page = matches!(end, End::Complete(None));
            state.end = Some(end);
            let record = state.record.end();
            drop(state);
            if let Some(record) = record.filter(|_| is_page) {
                record.store(self.declared);
            }
        }
        self.wakers.wake_all();
    }

    /// Polls the body, for a reader that has read everything.
    fn poll_source(&self, reader: usize) -> Polled {
        let polled = match self.source.try_lock() {
            Ok(mut source) => self.poll_locked(&mut source, reader),
            // Another reader polls it, and wakes this one.
            Err(TryLockError::WouldBlock) => return Poll::Pending,
            Err(TryLockError::Poisoned(poisoned)) => {
                *poisoned.into_inner() = None;
                self.end(End::Failed(None));
                return Poll::Pending;
            }
        };
        if polled.is_ready() {
            // Also those who have found the source locked: this reader may not come again.
            self.wakers.wake_all();
        }
        polled
    }

    fn poll_locked(&self, source: &mut Option<Source>, reader: usize) -> Polled {
        // Something may have come since this reader looked.
        let mut state = self.state();
        if let Some(ready) = state.next(reader) {
            return Poll::Ready(ready);
        }
        drop(state);
        let mut given: Option<Bytes> = None;
        for _ in 0..MAX_AHEAD {
            let Some(body) = source.as_mut() else { break };
            let panics = WakeOnPanic(self);
            let polled = polling(self.flight.as_ref(), || {
                body.as_mut().poll_frame(&mut Context::from_waker(&self.waker))
            });
            let is_end = body.is_end_stream();
            std::mem::forget(panics);
            match polled {
                Poll::Pending => break,
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => {
                        let len = self.state().add(data.clone(), reader);
                        given = Some(match given {
                            None => data,
                            // Longer than it has declared, or nothing.
                            Some(before) => [before, data].concat().into(),
                        });
                        if is_end {
                            *source = None;
                            self.end(End::Complete(None));
                        } else if self.declared == Some(len as u64) {
                            // A server asks for no more, so what follows is asked for here: the end, or trailers, or
                            // an error.
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
        if let Some(data) = given {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        match self.state().next(reader) {
            Some(ready) => Poll::Ready(ready),
            None => Poll::Pending,
        }
    }
}

/// A body that panics is not polled again, and its readers shall know.
struct WakeOnPanic<'f>(&'f Fill);

impl Drop for WakeOnPanic<'_> {
    fn drop(&mut self) {
        self.0.end(End::Failed(None));
    }
}

impl State {
    /// Adds data that this reader is given now; returns how much came so far.
    fn add(&mut self, data: Bytes, reader: usize) -> usize {
        let start = self.readers.values().map(|position| position.at).min().unwrap_or(0);
        let is_alone = self.readers.len() == 1;
        let len = self.record.add(data, is_alone, start);
        if let Some(position) = self.readers.get_mut(&reader) {
            position.at = len;
        }
        // What was dropped was for those too far behind.
        let start = self.record.start();
        self.readers.values_mut().for_each(|position| position.is_cut |= position.at < start);
        len
    }

    /// The next that a reader gets, if it is there.
    fn next(&mut self, reader: usize) -> Option<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { record, readers, end, .. } = self;
        let position = readers.get_mut(&reader)?;
        if position.has_ended {
            return Some(None);
        }
        if position.is_cut {
            position.has_ended = true;
            return Some(Some(Err(SharedRenderError::TooSlow.into())));
        }
        if let Some(data) = record.read(position.at) {
            position.at += data.len();
            return Some(Some(Ok(Frame::data(data))));
        }
        match end.as_mut()? {
            End::Complete(trailers) => {
                position.has_ended = true;
                Some(trailers.clone().map(|trailers| Ok(Frame::trailers(trailers))))
            }
            End::Failed(error) => {
                position.has_ended = true;
                Some(Some(Err(error.take().unwrap_or_else(|| SharedRenderError::Failed.into()))))
            }
        }
    }
}
