//! The content of a shared body, and the positions of its readers.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::HeaderMap;
use http_body::Frame;

use super::super::candidate::Recorder;
use super::BoxError;
use super::error::SharedRenderError;
use crate::cache_permission::Ticket;

/// The number of the reader that the request of the rendering has.
///
/// If the page turns out to be for one client, it is for this one.
pub(super) const FIRST: usize = 0;

/// The state that the readers share.
pub(super) struct State {
    /// The content so far.
    pub(super) recorder: Recorder,
    /// The ticket of the request that the page is rendered for.
    pub(super) ticket: Ticket,
    pub(super) readers: BTreeMap<usize, Position>,
    /// The readers that found the body locked while it was polled.
    pub(super) missed: Vec<usize>,
    /// The number of the last reader that was added.
    last_reader: usize,
    /// The end, or `None` while the body is polled.
    pub(super) end: Option<End>,
}

/// The position of a reader.
#[derive(Default)]
pub(super) struct Position {
    /// The number of bytes that the reader has read.
    pub(super) at: usize,
    /// Whether data was dropped that the reader has not read.
    pub(super) is_cut: bool,
    /// Whether the reader has received the end.
    pub(super) has_ended: bool,
}

/// The end of a body.
pub(super) enum End {
    /// The body is complete, with these trailers.
    Complete(Option<HeaderMap>),
    /// The body failed. The first reader that reaches the end takes the error.
    Failed(Option<BoxError>),
}

/// The next frame of a reader, or its end, if it is available.
type Next = Option<Option<Result<Frame<Bytes>, BoxError>>>;

impl State {
    /// Creates the state of a body with one reader, the [`FIRST`].
    pub(super) fn new(recorder: Recorder, ticket: Ticket) -> Self {
        let readers = BTreeMap::from([(FIRST, Position::default())]);
        Self { recorder, ticket, readers, missed: Vec::new(), last_reader: FIRST, end: None }
    }

    /// Adds a reader, or returns `None` if it cannot have the whole page.
    pub(super) fn join(&mut self) -> Option<usize> {
        if matches!(self.end, Some(End::Failed(_))) || !self.recorder.can_be_joined() {
            return None;
        }
        self.last_reader += 1;
        self.readers.insert(self.last_reader, Position::default());
        Some(self.last_reader)
    }

    /// Adds data that this reader receives now, and returns the length so far.
    pub(super) fn add(&mut self, data: Bytes, reader: usize) -> usize {
        let start = self.readers.values().map(|position| position.at).min().unwrap_or(0);
        let is_alone = self.readers.len() == 1;
        let len = self.recorder.add(data, is_alone, start);
        if let Some(position) = self.readers.get_mut(&reader) {
            position.at = len;
        }
        // The readers that are too far behind have lost the dropped data.
        let start = self.recorder.start();
        self.readers.values_mut().for_each(|position| position.is_cut |= position.at < start);
        len
    }

    /// Returns the end of a reader if the page is for another client.
    pub(super) fn next_if_private(&mut self, reader: usize) -> Next {
        if reader == FIRST || !self.ticket.is_private() {
            return None;
        }
        let position = self.readers.get_mut(&reader)?;
        let has_ended = std::mem::replace(&mut position.has_ended, true);
        Some((!has_ended).then(|| Err(SharedRenderError::ForAnotherClient.into())))
    }

    /// Returns the next frame of a reader, if it is available.
    pub(super) fn next(&mut self, reader: usize) -> Next {
        if let Some(excluded) = self.next_if_private(reader) {
            return Some(excluded);
        }
        let Self { recorder, readers, end, .. } = self;
        let position = readers.get_mut(&reader)?;
        if position.has_ended {
            return Some(None);
        }
        if position.is_cut {
            position.has_ended = true;
            return Some(Some(Err(SharedRenderError::TooSlow.into())));
        }
        if let Some(data) = recorder.read(position.at) {
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
