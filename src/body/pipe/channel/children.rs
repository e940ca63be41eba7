//! The handover of opened children from the writer to the reader.

use std::mem;
use std::task::{Context, Waker};

use super::Channel;
use crate::body::pipe::flags::CLOSED;
use crate::body::pipe::sync::Ordering;

impl<T> Channel<T> {
    /// Hands an opened child to the reader, and wakes the reader.
    ///
    /// If `needs_slot`, its placeholder is appended to the remote buffer.
    pub(in crate::body::pipe) fn open(&self, child: T, needs_slot: bool) {
        let mut state = self.lock();
        if self.flags.contains(CLOSED) {
            // The lock is released before the child is dropped.
            drop(state);
            drop(child);
            return;
        }
        if needs_slot {
            state.buffer.push_slot();
            self.has_remote.store(true, Ordering::Relaxed);
        }
        state.new_children.push(child);
        self.has_new_children.store(true, Ordering::Release);
        let reader = state.reader.take();
        drop(state);
        reader.into_iter().for_each(Waker::wake);
    }

    /// Returns `true` if opened children wait to be taken over.
    #[inline]
    pub(in crate::body::pipe) fn has_new_children(&self) -> bool {
        self.has_new_children.load(Ordering::Acquire)
    }

    /// Takes over the opened children, and wakes a writer that waits for that.
    pub(in crate::body::pipe) fn take_new_children(&self) -> Vec<T> {
        let mut state = self.lock();
        self.has_new_children.store(false, Ordering::Relaxed);
        let new_children = mem::take(&mut state.new_children);
        let opener = state.opener.take();
        drop(state);
        opener.into_iter().for_each(Waker::wake);
        new_children
    }

    /// Waits until the reader has taken over the opened children.
    ///
    /// Returns `false` if there is nothing to wait for.
    pub(in crate::body::pipe) fn wait_for_reader(&self, cx: &Context<'_>) -> bool {
        if !self.has_new_children() {
            return false;
        }
        let waker = cx.waker().clone();
        let mut state = self.lock();
        if state.new_children.is_empty() || self.flags.contains(CLOSED) {
            return false;
        }
        let old = state.opener.replace(waker);
        drop(state);
        drop(old);
        true
    }
}
