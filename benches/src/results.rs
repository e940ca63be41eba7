//! `RESULTS.md`: a heading and sections, each written by a part of a full run.

use std::error::Error;
use std::fs;

pub const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/RESULTS.md");
pub const IN_SHORT: &str = "In short";

const HEADING: &str = "# What headfirst costs

Written by `cargo run --release --manifest-path benches/Cargo.toml`, which measures everything, or by
the same with the name of a part: `-- costs`, `-- middleware`, `-- growth`, `-- build`.
";

/// Sections by their titles, in order.
pub struct Results(Vec<(String, String)>);

pub fn read() -> Result<Results, Box<dyn Error>> {
    let text = fs::read_to_string(FILE)?;
    let sections = text.split("\n## ").skip(1).filter_map(|section| {
        let (title, body) = section.split_once('\n')?;
        Some((title.to_owned(), body.trim().to_owned()))
    });
    Ok(Results(sections.collect()))
}

impl Results {
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// Replaces the section with this title, or adds it.
    pub fn put(&mut self, title: &str, body: &str) {
        let body = body.trim().to_owned();
        match self.0.iter_mut().find(|section| section.0 == title) {
            Some(section) => section.1 = body,
            None => self.0.push((title.to_owned(), body)),
        }
    }

    /// Puts all sections of another document.
    pub fn merge(&mut self, others: Self) {
        others.0.iter().for_each(|(title, body)| self.put(title, body));
    }

    pub fn write(&self) -> Result<(), Box<dyn Error>> {
        let sections = self.0.iter().map(|(title, body)| format!("\n## {title}\n\n{body}\n"));
        Ok(fs::write(FILE, format!("{HEADING}{}", sections.collect::<String>()))?)
    }
}
