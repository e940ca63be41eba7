//! Instructions, counted by valgrind's callgrind.

use std::error::Error;
use std::process::Command;
use std::{env, fs, process};

/// Selects one variant of `memcpy` in glibc for every processor with AVX2.
///
/// By default, glibc selects a variant by processor. Some variants need twice the instructions of others to
/// move a response. Valgrind does not support newer variants.
const TUNABLES: (&str, &str) = ("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-ERMS,-FSRM,-RTM");

/// Returns the instructions of one round.
///
/// This is the difference between `more` and `few` rounds, so that startup and preparation do not count.
///
/// # Errors
/// Returns the message of valgrind, if it cannot run.
pub fn instructions(
    what: &str,
    size: usize,
    who: &str,
    (few, more): (u64, u64),
) -> Result<u64, Box<dyn Error>> {
    let few_need = whole(what, size, who, few)?;
    let more_need = whole(what, size, who, more)?;
    Ok(more_need.saturating_sub(few_need) / (more - few))
}

fn whole(what: &str, size: usize, who: &str, rounds: u64) -> Result<u64, Box<dyn Error>> {
    let file = env::temp_dir().join(format!("headfirst-callgrind-{}", process::id()));
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", &format!("--callgrind-out-file={}", file.display())])
        .arg(env::current_exe()?)
        .args(["--one", what, &size.to_string(), who, &rounds.to_string()])
        .env(TUNABLES.0, TUNABLES.1)
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let _ = fs::remove_file(file);
    let text = String::from_utf8(output.stderr)?;
    let collected = text.split_once("Collected : ").ok_or_else(|| text.clone())?.1;
    Ok(collected.split_whitespace().next().unwrap_or_default().parse()?)
}
