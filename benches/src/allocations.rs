//! Allocations, counted by the program `allocations`.

use std::error::Error;
use std::process::Command;
use std::{env, str};

/// Builds the counting program, because `cargo run` builds only the program that it runs.
pub fn build() -> Result<(), Box<dyn Error>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let status = Command::new(cargo)
        .args([
            "build",
            "--quiet",
            "--release",
            "--bin",
            "allocations",
            "--manifest-path",
            manifest,
        ])
        .status()?;
    status.success().then_some(()).ok_or_else(|| "the counter does not build".into())
}

/// Returns the allocations of one round of each contender.
pub fn count(what: &str, size: usize, who: &[&str]) -> Result<Vec<u64>, Box<dyn Error>> {
    let counter = env::current_exe()?.with_file_name("allocations");
    let output = Command::new(counter).args([what, &size.to_string()]).args(who).output()?;
    let lines = str::from_utf8(&output.stdout)?.lines();
    let counts: Vec<u64> = lines.map(str::parse).collect::<Result<_, _>>()?;
    if counts.len() == who.len() {
        Ok(counts)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into())
    }
}
