//! A table cannot be cloned.

use table::{Draft, Table};

fn fruit(draft: Table<Draft>) -> String {
    let mut copy = draft.clone(); //~ E0599
    draft.stream(|_rows| drop(copy.column("price")))
}

fn main() {}
