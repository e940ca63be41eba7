//! Parts of a page, which are rendered at the same time as the page and as each other.
//!
//! Each is a [`Stream`] of its own. The page polls those that were woken, and takes what they have
//! rendered: of a part that stands in the page, when its place has come; of one that follows, when
//! it is complete and the page has ended, since only then can something stand anywhere.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};
use std::{fmt, mem};

use bytes::Bytes;

use super::buffer::FRAME;
use super::error::RenderError;
use super::stream::{Step, Stream};
use super::woken::{PartWaker, Woken};

/// Names a part among those of one page or part.
pub(super) type Id = usize;

/// Steps of a part at one poll, after which others have their turn.
const TURN: usize = 16;

/// A part that was opened, on its way to the page that polls it.
pub(crate) struct Opened {
    pub(super) stream: Box<Stream>,
    pub(super) place: Place,
    pub(super) recover: Option<Recover>,
}

/// Where the content of a part goes.
pub(crate) enum Place {
    /// Where the page has left room for it.
    Here,
    /// After the page, between these two.
    After { before: Bytes, after: Bytes },
}

/// What is rendered where a part has failed. The lock is never taken: a `Mutex` is `Sync`.
pub(crate) type Recover = std::sync::Mutex<Box<dyn FnOnce(RenderError) -> Box<Stream> + Send>>;

struct Part {
    stream: Box<Stream>,
    place: Place,
    recover: Option<Recover>,
    waker: Arc<PartWaker>,
    /// What stands in the page and was not taken; of a part that stands there.
    frames: VecDeque<Bytes>,
    /// Octets in `frames`.
    len: usize,
    /// What follows the page, until it is complete.
    piece: Vec<Bytes>,
    /// Whether its own content is complete. What follows it may not be.
    is_complete: bool,
    /// Whether that was taken; of a part that stands in the page.
    is_passed: bool,
    is_finished: bool,
}

/// The parts of a page, or of a part, that are not finished.
#[derive(Default)]
pub(super) struct Parts {
    /// By id, from `first` on.
    list: VecDeque<Option<Part>>,
    first: Id,
    /// Those before this one have been [`next_here`](Self::next_here), or do not stand in the page.
    not_here_yet: Id,
    woken: Arc<Woken>,
    /// What is complete and follows the page, in the order in which it became so.
    following: VecDeque<Step>,
}

impl Parts {
    pub(super) fn adopt(&mut self, opened: Opened) {
        let Opened { stream, place, recover } = opened;
        let woken = Arc::clone(&self.woken);
        let waker = Arc::new(PartWaker::new(self.end(), woken));
        self.list.push_back(Some(Part {
            stream,
            place,
            recover,
            waker,
            frames: VecDeque::new(),
            len: 0,
            piece: Vec::new(),
            is_complete: false,
            is_passed: false,
            is_finished: false,
        }));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty() && self.following.is_empty()
    }

    /// The id of the next one that is opened.
    fn end(&self) -> Id {
        self.first + self.list.len()
    }

    /// The next part that stands in the page: rooms come in the order in which their parts were opened.
    pub(super) fn next_here(&mut self) -> Option<Id> {
        let stands_here = |id: &Id| {
            let part = self.list.get(id.wrapping_sub(self.first)).and_then(Option::as_ref);
            part.is_some_and(|part| matches!(part.place, Place::Here))
        };
        let next = (self.not_here_yet..self.end()).find(stands_here);
        self.not_here_yet = next.map_or(self.end(), |id| id + 1);
        next
    }

    /// Takes what the part has rendered that stands here; `None` when its content is complete.
    pub(super) fn poll_here(&mut self, id: Id) -> Poll<Option<Bytes>> {
        let Some(part) = self.list.get_mut(id - self.first).and_then(Option::as_mut) else {
            return Poll::Ready(None);
        };
        if let Some(frame) = part.frames.pop_front() {
            // Parts are polled when no frame is left, and so at once.
            if part.frames.is_empty() && mem::take(&mut part.len) >= FRAME {
                part.waker.queue();
            }
            return Poll::Ready(Some(frame));
        }
        if !part.is_complete {
            return Poll::Pending;
        }
        part.is_passed = true;
        if part.is_finished {
            self.remove(id);
        }
        Poll::Ready(None)
    }

    /// Takes the next step of what follows the page.
    pub(super) fn next_following(&mut self) -> Option<Step> {
        self.following.pop_front()
    }

    /// Polls those that were woken.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Result<(), RenderError> {
        for id in self.woken.take(cx.waker().clone()) {
            let part = self.list.get_mut(id.wrapping_sub(self.first)).and_then(Option::as_mut);
            let Some(part) = part else { continue };
            part.waker.begin_turn();
            part.poll(&mut self.following)?;
            if part.is_finished && (part.is_passed || matches!(part.place, Place::After { .. })) {
                self.remove(id);
            }
        }
        Ok(())
    }

    fn remove(&mut self, id: Id) {
        self.list[id - self.first] = None;
        while let Some(None) = self.list.front() {
            self.list.pop_front();
            self.first += 1;
        }
    }
}

impl Part {
    fn poll(&mut self, following: &mut VecDeque<Step>) -> Result<(), RenderError> {
        let waker = Waker::from(Arc::clone(&self.waker));
        let mut cx = Context::from_waker(&waker);
        for _ in 0..TURN {
            let step = if self.len < FRAME {
                self.stream.poll_step(&mut cx)
            } else {
                // Until the page has taken what is there.
                match self.stream.poll_ahead(&mut cx) {
                    Ok(()) => return Ok(()),
                    Err(error) => Poll::Ready(Some(Err(error))),
                }
            };
            match step {
                Poll::Pending => return Ok(()),
                Poll::Ready(Some(Ok(Step::Frame(frame)))) => self.push(frame),
                Poll::Ready(Some(Ok(Step::End))) => self.end(following),
                Poll::Ready(None) => {
                    if !self.is_complete {
                        self.end(following);
                    }
                    self.is_finished = true;
                    return Ok(());
                }
                Poll::Ready(Some(Err(error))) => {
                    let recover = self.recover.take().filter(|_| !self.is_complete);
                    let Some(recover) = recover else { return Err(error) };
                    self.piece.clear();
                    let recover = recover.into_inner().unwrap_or_else(PoisonError::into_inner);
                    self.stream = recover(error);
                }
            }
        }
        self.waker.queue();
        waker.wake_by_ref();
        Ok(())
    }

    fn push(&mut self, frame: Bytes) {
        if self.is_complete || matches!(self.place, Place::After { .. }) {
            self.piece.push(frame);
        } else {
            self.len += frame.len();
            self.frames.push_back(frame);
        }
    }

    /// Its own content is complete, or something that follows it.
    fn end(&mut self, following: &mut VecDeque<Step>) {
        let is_own = !mem::replace(&mut self.is_complete, true);
        let piece = self.piece.drain(..).map(Step::Frame);
        match &mut self.place {
            Place::Here if is_own => {}
            Place::After { before, after } if is_own => {
                following.push_back(Step::Frame(mem::take(before)));
                following.extend(piece);
                following.extend([Step::Frame(mem::take(after)), Step::End]);
            }
            Place::Here | Place::After { .. } => following.extend(piece.chain([Step::End])),
        }
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("left", &self.list.len()).finish_non_exhaustive()
    }
}
