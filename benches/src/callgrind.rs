//! Instructions, counted by valgrind's callgrind.

use std::error::Error;
use std::process::Command;
use std::{env, fs, process};

/// The variant of `memcpy` that glibc takes on every processor with AVX2.
///
/// It would choose one by the processor, and some need twice the instructions of others for a response that
/// is moved. Valgrind knows no variant that is newer.
const TUNABLES: (&str, &str) = ("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-ERMS,-FSRM,-RTM");

/// The instructions of one round: what `more` rounds need beyond `few`, so that neither starting nor
/// preparing counts.
///
/// # Errors
/// Returns what valgrind says, where it cannot run.
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
