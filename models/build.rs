//! Names what `src/body/sync.rs` asks for, in this package and in nothing that it depends on.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-cfg=headfirst_loom");
}
