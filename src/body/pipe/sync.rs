//! The synchronization primitives: those of the standard library, or of loom in the models.
//!
//! `Arc` is always the one of the standard library. `Wake` requires it, and its reference counting
//! need not be proved here.

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

    /// The `thread_local!` of loom, which does not support `const`.
    macro_rules! local {
        ($(#[$doc:meta])* static $name:ident: $type:ty = const { $init:expr };) => {
            loom::thread_local! { $(#[$doc])* static $name: $type = $init; }
        };
    }
    pub(in crate::body) use local as thread_local;

    /// Returns `true` if this model thread is unwinding.
    ///
    /// loom runs all its threads on one thread of the system, so they would share the panic count
    /// of the standard library.
    pub(in crate::body) fn panicking() -> bool {
        UNWINDING.with(Cell::get)
    }

    /// Drops a value as a panic of this thread would drop it.
    pub(in crate::body) fn unwind<T>(held: T) {
        UNWINDING.with(|unwinding| unwinding.set(true));
        drop(held);
        UNWINDING.with(|unwinding| unwinding.set(false));
    }
}
