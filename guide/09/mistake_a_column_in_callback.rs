//! The callback receives the late phase.

use table::{Buffered, Table};

fn fruit(buffered: Table<Buffered>) -> String {
    buffered.stream(|rows| {
        rows.column("price"); //~ E0277
    })
}

fn main() {}
