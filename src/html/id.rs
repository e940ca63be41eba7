//! Boundary ids that page content cannot contain, by chance or on purpose.

use std::fmt::Write;

/// Returns an unpredictable id: `hf` and 128 random bits.
pub(super) fn random() -> String {
    #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
    let bits = bits_of_system();
    #[cfg(all(target_family = "wasm", target_os = "unknown"))]
    let bits = bits_of_application();
    let mut id = String::from("hf");
    for half in bits {
        let _infallible = write!(id, "{half:016x}");
    }
    id
}

/// Returns two hashes under random keys.
///
/// std gets the keys from the operating system, once for each thread.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn bits_of_system() -> [u64; 2] {
    use std::collections::hash_map::RandomState;
    use std::hash::BuildHasher;

    let keys = RandomState::new();
    [0, 1].map(|half: u8| keys.hash_one(half))
}

/// Returns bits from the source that the application selects by a feature of `getrandom`.
///
/// This target has no operating system. The keys of std are two addresses here, which are the same
/// after every start.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
#[allow(clippy::panic, reason = "as std does if the randomness of a system fails")]
fn bits_of_application() -> [u64; 2] {
    [(); 2].map(|()| {
        let mut half = [0; 8];
        if let Err(error) = getrandom::getrandom(&mut half) {
            panic!("this host has no randomness: {error}");
        }
        u64::from_ne_bytes(half)
    })
}
