//! The table in the README, which is the first table of `RESULTS.md`.

use std::error::Error;
use std::fs;

use crate::results::{self, IN_SHORT};

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
const BEGIN: &str = "<!-- bench -->\n";
const END: &str = "<!-- /bench -->\n";

/// Copies the table of `RESULTS.md` between the marks of the README.
pub fn rewrite() -> Result<(), Box<dyn Error>> {
    let (before, _, after) = parts()?;
    Ok(fs::write(README, format!("{before}{BEGIN}{}{END}{after}", wanted()?))?)
}

/// Returns whether the README has the current table.
pub fn is_current() -> Result<bool, Box<dyn Error>> {
    Ok(parts()?.1 == wanted()?)
}

fn wanted() -> Result<String, Box<dyn Error>> {
    let section = results::read()?;
    let section = section.section(IN_SHORT).ok_or("RESULTS.md has no such section")?;
    Ok(format!("{}\n", section.trim()))
}

/// Returns the texts before, between and after the marks.
fn parts() -> Result<(String, String, String), Box<dyn Error>> {
    let text = fs::read_to_string(README)?;
    let (before, rest) = text.split_once(BEGIN).ok_or("README.md has no mark for the table")?;
    let (between, after) = rest.split_once(END).ok_or("README.md has no mark after the table")?;
    Ok((before.into(), between.into(), after.into()))
}
