//! A pipe: one writer and one reader, in order, with back-pressure.
//!
//! It carries bytes, and between them the places of things that the writer opens, whatever they are. What
//! is opened reaches the reader at its next turn, before the bytes that precede it are taken; its place, an
//! [`Item::Room`], comes in order.
//!
//! * [`Writer`] writes. Inside the poll of the reader it finds the reader's own buffer ([`loan`]), which costs
//!   what appending to a `Vec` costs. Anywhere else it takes the lock of the [`channel`]. What it wrote by loan
//!   comes first, and it writes by loan again only when nothing is left outside.
//! * [`Buffer`] joins small writes to frames, and passes large chunks on.
//! * [`gate`] is the one word that an awaited write reads: whether there is room. [`crowd`] counts what is open.
//! * [`Reader`] takes items, and waits for more.
//! * [`wakers`] tells a body of many readers which of them has something to do.
//!
//! Wakers and opened things are foreign code: no lock is held and no loan is borrowed when one is
//! cloned, woken or dropped.

mod buffer;
mod channel;
mod crowd;
mod gate;
mod loan;
mod reader;
pub(super) mod sync;
mod wakers;
mod writer;

#[cfg(all(test, headfirst_loom))]
pub(super) use buffer::FRAME;
pub(crate) use buffer::{Buffer, PASSED};
pub(super) use buffer::{Item, Ready};
pub(super) use channel::End;
pub(super) use crowd::Seat;
pub(super) use reader::Reader;
pub(super) use wakers::{Id, Waker, Wakers};
pub(super) use writer::{Inside, Start, Writer, pipe};
