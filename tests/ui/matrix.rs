//! Every ✗ of the matrix in the documentation has a case that shows it.

use std::collections::BTreeSet;

use crate::cases;

const MATRIX: &str = include_str!("../../docs/matrix.md");

/// `operation × phase`, for every cell with this mark.
fn cells(mark: &str) -> BTreeSet<String> {
    let mut rows = MATRIX
        .lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    let phases = rows.next().unwrap();
    assert_eq!(phases[..2], ["operation", "capability"]);
    rows.flat_map(|row| {
        let marked = (2..row.len()).filter(|&at| row[at] == mark);
        marked.map(|at| format!("{} × {}", row[0], phases[at])).collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn every_forbidden_cell_has_its_case() {
    let cases = cases::failing();
    let shown: Vec<_> = cases
        .iter()
        .flat_map(|case| case.text().lines())
        .filter_map(|line| line.strip_prefix("//! Matrix: "))
        .collect();
    let unique: BTreeSet<_> = shown.iter().map(ToString::to_string).collect();
    assert_eq!(shown.len(), unique.len(), "one case for a cell");
    assert_eq!(unique, cells("✗"));
    assert_eq!(cells("✗").len() + cells("✓").len(), 21 * 6, "a cell is allowed or not");
}
