//! A pipe: one writer and one reader, in order, with back-pressure.
//!
//! A pipe carries bytes, and between them the placeholders of *children*: values that the writer
//! opens, such as the parts of a page. The pipe is generic over them. An opened child reaches the
//! reader at its next turn, before the bytes that precede it are taken. Its placeholder, an
//! [`Item::Slot`], is taken in order.
//!
//! Two buffers hold the bytes. The *local buffer* belongs to the reader, which puts it into a
//! thread-local for the writer while it polls ([`local`]). A write to it costs as much as appending
//! to a `Vec`. A *remote writer*, outside the reader's poll, writes to the *remote buffer*, under
//! the lock of the [`channel`]. The reader takes the local buffer first. The writer returns to the
//! local buffer only when the remote one is empty.
//!
//! In the order of reading:
//!
//! * [`Buffer`] joins small writes into frames, and forwards large chunks without a copy.
//! * [`local`] holds the local buffer during a poll, and [`channel`] the shared state.
//! * [`Writer`] writes, and opens children.
//! * [`flags`] are checked by an awaited write: whether there is capacity.
//! * [`child_limit`] limits how many children are open.
//! * [`create`] makes the two ends of a pipe, and sets the limits of its buffers.
//! * [`Reader`] takes items, and waits for more.
//! * [`ready_queue`] records which of many readers in one body have something to do.
//!
//! When bytes are sent:
//!
//! * The reader takes bytes after each poll of the render function, so they are sent when it awaits
//!   something that is not ready, or returns. The last frame is taken even if it is not full.
//! * An awaited write is not ready once the buffer has reached its limit
//!   ([`Writer::poll_writable`], with the limits in [`create`]).
//! * An awaited flush is not ready until the buffer is empty ([`Writer::poll_flush`]).
//! * A write by a remote writer wakes the reader at once ([`channel`]).
//!
//! Wakers, children and the destructors of owned bytes are *user code*: code outside this crate. No
//! lock is held, and the thread-local is not borrowed, while one of them is cloned, woken or
//! dropped.

mod buffer;
mod channel;
mod child_limit;
mod create;
mod flags;
mod local;
mod reader;
mod ready_queue;
pub(super) mod sync;
mod writer;

pub(crate) use buffer::Buffer;
pub(super) use buffer::{Item, ReadyFrame};
pub(super) use channel::WriterEnd;
pub(super) use child_limit::ChildPermit;
pub(super) use create::{NestedPipe, NewReader, pipe};
pub(super) use reader::Reader;
pub(super) use ready_queue::{ChildId, ChildWaker, ReadyQueue};
pub(super) use writer::Writer;
