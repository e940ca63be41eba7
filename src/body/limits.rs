//! The limits of buffers, parts and polls, each with its unit and its reason.
//!
//! The benches measure what they cost: `cargo run --release --manifest-path benches/Cargo.toml --
//! --check`.

use std::time::Duration;

/// The size of a frame, in bytes.
///
/// Coalescing stops at this size. An awaited write of copied bytes waits while this many are
/// buffered; in a part, while half as many are.
pub(crate) const FRAME_SIZE: usize = 16 * 1024;

/// The limit of an awaited write of forwarded bytes, in bytes.
///
/// It is larger than [`FRAME_SIZE`], because forwarded chunks cost no copy: leaving the render
/// function after every few of them would cost more than the chunks themselves.
pub(super) const MAX_BUFFERED: usize = 4 * FRAME_SIZE;

/// The minimum size of a chunk that is forwarded without a copy, in bytes.
///
/// A smaller chunk would need a frame of its own, which costs more than copying it.
pub(crate) const MIN_ZERO_COPY: usize = 1024;

/// The first allocation of the buffer of a part, in bytes.
///
/// There may be many parts, and most write little. Further allocations grow to [`FRAME_SIZE`].
pub(super) const FIRST_PART_ALLOCATION: usize = 128;

/// The number of inline parts that may be open before writers wait.
///
/// Each of them may buffer half a frame until its turn comes.
pub(super) const MAX_OPEN_CHILDREN: usize = 32;

/// The maximum nesting depth of parts, in levels.
///
/// Polling and dropping a part uses stack, and the data of a program may decide how deep its parts
/// are nested.
pub(super) const MAX_DEPTH: u8 = 100;

/// The maximum number of frames that are taken between two polls of a page.
///
/// It applies to the frames of remote writers and of parts. A remote writer that is faster than the
/// client always has a frame ready, and the render function may have a deadline to meet.
pub(super) const FRAMES_PER_PAGE_POLL: u8 = 16;

/// The maximum number of consecutive polls of a deferred part.
///
/// After them, other parts have their turn.
pub(super) const POLLS_PER_PART_TURN: usize = 16;

/// The number of polls of a failed body before its timer starts.
///
/// Each poll gives the server, and the layers around the body, one turn to flush.
pub(super) const FLUSH_POLLS: u8 = 4;

/// The maximum number of polls of a failed body that are not ready.
///
/// After them, the failure is reported even if the timer has not fired: a caller that polls without
/// being woken does not wait for a timer.
pub(super) const MAX_PENDING_POLLS: u8 = 9;

/// The time that a server gets to flush.
///
/// Measured on HTTP/2, on a machine with two busy cores: a delay of 1 ms lost 11 heads in 1,040
/// failures, 5 ms lost 2 in 2,080, and 10 ms lost none in 2,080.
pub(super) const FLUSH_DELAY: Duration = Duration::from_millis(10);
