//! A pipe: one writer and one reader, in order, with back-pressure.
//!
//! A pipe carries bytes, and between them the placeholders of *children*: values that the writer
//! opens, such as the parts of a page. The pipe is generic over them. An opened child reaches the
//! reader at its next turn, before the bytes that precede it are taken. Its placeholder, an
//! [`Item::Room`], is taken in order.
//!
//! Two buffers hold the bytes. The *lent buffer* belongs to the reader, which lends it to the
//! writer while it polls ([`loan`]). A write to it costs as much as appending to a `Vec`. A *remote
//! writer*, outside the reader's poll, writes to the *shared buffer*, under the lock of the
//! [`channel`]. The reader takes the lent buffer first. The writer returns to the lent buffer only
//! when the shared one is empty.
//!
//! In the order of reading:
//!
//! * [`Buffer`] joins small writes into frames, and forwards large chunks without a copy.
//! * [`loan`] lends the buffer, and [`channel`] holds the shared state.
//! * [`Writer`] writes, and opens children.
//! * [`gate`] holds the flags that an awaited write checks: whether there is capacity.
//! * [`crowd`] limits how many children are open.
//! * [`Reader`] takes items, and waits for more.
//! * [`wakers`] records which of many readers in one body have something to do.
//!
//! Wakers and children are foreign code. No lock is held, and no loan is borrowed, while one of
//! them is cloned, woken or dropped.

mod buffer;
mod channel;
mod crowd;
mod gate;
mod loan;
mod reader;
pub(super) mod sync;
mod wakers;
mod writer;

pub(crate) use buffer::Buffer;
pub(super) use buffer::{Item, Ready};
pub(super) use channel::End;
pub(super) use crowd::Seat;
pub(super) use reader::Reader;
pub(super) use wakers::{Id, Waker, Wakers};
pub(super) use writer::{Inside, Start, Writer, pipe};
