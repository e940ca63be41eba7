//! The contents and the waits of the bodies.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use headfirst::body::Chunk;
use tokio::sync::oneshot;

/// The content and the waits of a body.
pub trait Script: Copy + Send + 'static {
    type Wait: Future<Output = ()> + Default + Send + Unpin;
    type Piece: Into<Chunk<'static>>;
    fn pieces(self) -> usize;
    fn piece(self, at: usize) -> Self::Piece;
    /// Returns the piece as its own `Bytes`, which one frame for each piece needs.
    fn owned(self, at: usize) -> Bytes;
    fn waits_before(self, at: usize) -> bool;
}

/// A number of pieces of 10 to 40 bytes, with a wait after every 333 pieces.
#[derive(Clone, Copy)]
pub struct Page(pub usize);

/// Created once, because only the writing is measured.
const PIECES: [&[u8]; 32] = {
    let text = b"<li class=\"order\">A hundred of those pears";
    let mut pieces: [&[u8]; 32] = [text; 32];
    let mut at = 0;
    while at < 32 {
        pieces[at] = text.split_at(10 + at * 7 % 31).0;
        at += 1;
    }
    pieces
};

impl Script for Page {
    type Wait = Wait;
    type Piece = &'static [u8];

    fn pieces(self) -> usize {
        self.0
    }

    #[inline]
    fn piece(self, at: usize) -> &'static [u8] {
        PIECES[at % 32]
    }

    fn owned(self, at: usize) -> Bytes {
        Bytes::copy_from_slice(self.piece(at))
    }

    #[inline]
    fn waits_before(self, at: usize) -> bool {
        at % 334 == 333
    }
}

/// Chunks of 4 KiB, which all share these bytes.
#[derive(Clone, Copy)]
pub struct Pass(&'static Bytes, usize);

impl Pass {
    pub fn of(chunks: usize) -> Self {
        static CHUNK: std::sync::LazyLock<Bytes> =
            std::sync::LazyLock::new(|| vec![b'x'; 4096].into());
        Self(&CHUNK, chunks)
    }
}

impl Script for Pass {
    type Wait = Wait;
    type Piece = Bytes;

    fn pieces(self) -> usize {
        self.1
    }

    #[inline]
    fn piece(self, _at: usize) -> Bytes {
        self.0.clone()
    }

    fn owned(self, at: usize) -> Bytes {
        self.piece(at)
    }

    fn waits_before(self, _at: usize) -> bool {
        false
    }
}

/// A future that waits once, and is woken immediately.
#[derive(Default)]
pub struct Wait(bool);

impl Future for Wait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// A number of pieces of 1 KiB, without a wait.
#[derive(Clone, Copy)]
pub struct Kibibytes(pub usize);

impl Script for Kibibytes {
    type Wait = Wait;
    type Piece = &'static [u8];

    fn pieces(self) -> usize {
        self.0
    }

    #[inline]
    fn piece(self, _at: usize) -> &'static [u8] {
        &[b'x'; 1024]
    }

    fn owned(self, at: usize) -> Bytes {
        Bytes::copy_from_slice(self.piece(at))
    }

    #[inline]
    fn waits_before(self, _at: usize) -> bool {
        false
    }
}

/// The page of [`Page`] with 2,600 pieces, which are 64 KiB, and with waits for other tasks.
#[derive(Clone, Copy)]
pub struct Served;

impl Script for Served {
    type Wait = Hop;
    type Piece = &'static [u8];

    fn pieces(self) -> usize {
        2_600
    }

    #[inline]
    fn piece(self, at: usize) -> &'static [u8] {
        PIECES[at % 32]
    }

    fn owned(self, at: usize) -> Bytes {
        Bytes::copy_from_slice(self.piece(at))
    }

    #[inline]
    fn waits_before(self, at: usize) -> bool {
        at % 434 == 433
    }
}

/// A future that waits until another task has run.
#[derive(Default)]
pub struct Hop(Option<oneshot::Receiver<()>>);

impl Future for Hop {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let other = self.0.get_or_insert_with(|| {
            let (sender, receiver) = oneshot::channel();
            tokio::spawn(async { sender.send(()) });
            receiver
        });
        Pin::new(other).poll(cx).map(drop)
    }
}
