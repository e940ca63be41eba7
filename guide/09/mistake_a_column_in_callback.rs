//! The callback receives the late phase.

use table::{Draft, Table};

fn fruit(draft: Table<Draft>) -> String {
    draft.stream(|rows| {
        rows.column("price"); //~ E0277
    })
}

fn main() {}
