//! The matrix of operations and phases, as data.
//!
//! The documentation shows it, and `src/phase` and the public API agree with it. Each cell is shown
//! by a program that compiles, or by a program that must not compile.
//!
//! `TRYBUILD=overwrite cargo test --test matrix` rewrites the table and the pages of the phases.

mod api;
mod operations;
mod pages;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod wire;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use table::{PHASES, ROWS};

fn path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn allowed_operations_reach_the_client() {
    for row in ROWS {
        for (phase, cell) in PHASES.iter().zip(row.cells) {
            let Some(program) = cell else { continue };
            let response = program();
            for shown in row.shows {
                assert!(
                    response.contains(shown),
                    "{} × {phase}: {shown:?} in\n{response}",
                    row.operation
                );
            }
        }
        assert!(
            !row.shows.is_empty() && row.cells.iter().any(Option::is_some),
            "{}",
            row.operation
        );
    }
}

/// A case names its cell: `//! Matrix: set the status × Streaming`.
#[test]
fn forbidden_operations_have_a_case_that_does_not_compile() {
    let shown: Vec<_> = cases(&path("ui-tests/fail"))
        .iter()
        .flat_map(|case| {
            let text = fs::read_to_string(case).unwrap();
            let cells = text.lines().filter_map(|line| line.strip_prefix("//! Matrix: "));
            cells.map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let unique: BTreeSet<_> = shown.iter().cloned().collect();
    assert_eq!(shown.len(), unique.len(), "a cell has two cases");
    let forbidden = ROWS.iter().flat_map(|row| {
        let cells = PHASES.iter().zip(row.cells).filter(|(_, cell)| cell.is_none());
        cells.map(|(phase, _)| format!("{} × {phase}", row.operation))
    });
    let forbidden: BTreeSet<_> = forbidden.collect();
    let without: Vec<_> = forbidden.difference(&unique).collect();
    let stray: Vec<_> = unique.difference(&forbidden).collect();
    assert!(without.is_empty() && stray.is_empty(), "no case: {without:#?}\nno cell: {stray:#?}");
}

fn cases(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.extension() {
            None => cases(&path),
            Some(extension) if extension == "rs" => vec![path],
            Some(_) => Vec::new(),
        })
        .collect()
}

#[test]
fn the_documentation_shows_the_matrix() {
    let mut shown = format!("| operation | capability | {} |\n", PHASES.join(" | "));
    shown.push_str(&"|---".repeat(2 + PHASES.len()));
    shown.push_str("|\n");
    for row in ROWS {
        let capability = row.capability.map_or("–".to_owned(), |name| format!("`{name}`"));
        write!(shown, "| {} | {capability} |", row.operation).unwrap();
        row.cells.iter().for_each(|cell| shown += if cell.is_some() { " ✓ |" } else { " ✗ |" });
        shown.push('\n');
    }
    let path = path("docs/matrix.md");
    let text = fs::read_to_string(&path).unwrap();
    let start = text.find("| operation").unwrap();
    let end = start + text[start..].find("\n\n").unwrap() + 1;
    if std::env::var_os("TRYBUILD").is_some_and(|how| how == "overwrite") {
        fs::write(path, [&text[..start], &shown, &text[end..]].concat()).unwrap();
    } else {
        assert_eq!(text[start..end], shown);
    }
}
