//! The page of each phase in the documentation, which lists what can be done in the phase.

use std::fmt::Write as _;
use std::fs;

use crate::path;
use crate::table::{PHASES, ROWS, Row};

/// Methods of a feature. Documentation without the feature has no page to link to.
const OF_FEATURES: [(&str, &str); 3] =
    [("run", "axum"), ("respond", "axum"), ("write_stream", "stream")];

/// Methods of traits in std, which are called by `write!` and `.await`.
const OF_STD: [(&str, &str); 3] =
    [("write_fmt", "write!"), ("write_str", "std::fmt::Write"), ("into_future", ".await")];

/// `TRYBUILD=overwrite` rewrites the pages.
#[test]
fn the_page_of_a_phase_lists_its_operations() {
    for (index, phase) in PHASES.iter().enumerate() {
        let rows = ROWS.iter().filter(|row| row.cells[index].is_some());
        let mut page = String::from("# Operations\n| operation | methods |\n|---|---|\n");
        for row in rows {
            writeln!(page, "| {} | {} |", row.operation, links(row, phase)).unwrap();
        }
        let path = path(&format!("docs/phase/{}.md", phase.to_lowercase()));
        if std::env::var_os("TRYBUILD").is_some_and(|how| how == "overwrite") {
            fs::write(path, page).unwrap();
        } else {
            assert_eq!(fs::read_to_string(path).unwrap(), page, "{phase}");
        }
    }
}

fn links(row: &Row, phase: &str) -> String {
    let methods = row.methods.iter().map(|method| {
        let of_feature = OF_FEATURES.iter().find(|(name, _)| name == method);
        let of_std = OF_STD.iter().find(|(name, _)| name == method);
        match (of_feature, of_std) {
            (Some((_, feature)), _) => format!("`{method}` (feature `{feature}`)"),
            (_, Some((_, called))) => format!("`{called}`"),
            // Several phases have a `send` of their own, and the first one is that of `Head`.
            (None, None) if *method == "send" && phase != "Head" => {
                format!("[`send`](crate::Response#impl-Response%3C{phase}%3E)")
            }
            (None, None) => format!("[`{method}`](crate::Response::{method})"),
        }
    });
    match row.capability {
        Some(capability) if row.methods.is_empty() => {
            format!("[`{capability}`](crate::{capability})")
        }
        _ => methods.collect::<Vec<_>>().join(", "),
    }
}
