//! Declares the `cfg` of `src/body/pipe/sync.rs` for this package, but not for its dependencies.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-cfg=headfirst_loom");
}
