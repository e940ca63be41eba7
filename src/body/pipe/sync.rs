//! What threads share: the standard library's, or loom's where the models explore it.
//!
//! `Arc` is always the standard library's. `Wake` asks for that one, and what it counts is not ours
//! to prove.

#[cfg(not(all(test, headfirst_loom)))]
pub(in crate::body) use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    sync::{Mutex, MutexGuard},
    thread::panicking,
    thread_local,
};

#[cfg(all(test, headfirst_loom))]
pub(in crate::body) use self::modelled::{panicking, thread_local};
#[cfg(all(test, headfirst_loom))]
pub(in crate::body) use loom::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    sync::{Mutex, MutexGuard},
};

#[cfg(all(test, headfirst_loom))]
pub(in crate::body) mod modelled {
    use std::cell::Cell;

    loom::thread_local! {
        static UNWINDING: Cell<bool> = Cell::new(false);
    }

    /// loom's, which knows no `const`.
    macro_rules! local {
        ($(#[$doc:meta])* static $name:ident: $type:ty = const { $init:expr };) => {
            loom::thread_local! { $(#[$doc])* static $name: $type = $init; }
        };
    }
    pub(in crate::body) use local as thread_local;

    /// loom runs all its threads on one of the system's, whose count of panics they would share.
    pub(in crate::body) fn panicking() -> bool {
        UNWINDING.with(Cell::get)
    }

    /// Drops what a panic of this thread would drop.
    pub(in crate::body) fn unwind<T>(held: T) {
        UNWINDING.with(|unwinding| unwinding.set(true));
        drop(held);
        UNWINDING.with(|unwinding| unwinding.set(false));
    }
}
