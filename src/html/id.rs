//! What tells the boundaries of a page from all that its content could have.

use std::fmt::Write;

/// Returns an id that nobody can foresee: `hf` and 128 random bits.
pub(super) fn random() -> String {
    let mut id = String::from("hf");
    for half in bits() {
        let _infallible = write!(id, "{half:016x}");
    }
    id
}

/// Keyed by the operating system's randomness, which std reads once for each thread.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn bits() -> [u64; 2] {
    use std::collections::hash_map::RandomState;
    use std::hash::BuildHasher;

    let keys = RandomState::new();
    [0, 1].map(|half: u8| keys.hash_one(half))
}

/// There is no operating system, and std keys a `RandomState` by two addresses, which are the same after every
/// start. The application says where randomness is, by a feature of `getrandom`.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
#[allow(clippy::panic, reason = "as std does on a system whose randomness fails")]
fn bits() -> [u64; 2] {
    [(); 2].map(|()| {
        let mut half = [0; 8];
        if let Err(error) = getrandom::getrandom(&mut half) {
            panic!("this host has no randomness: {error}");
        }
        u64::from_ne_bytes(half)
    })
}
