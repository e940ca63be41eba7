//! The rows cannot leave the callback.

use table::{Draft, Rows, Table};

fn fruit(draft: Table<Draft>) {
    let mut kept: Option<&mut Table<Rows>> = None;
    let _text = draft.stream(|rows| {
        kept = Some(rows); //~ E0521
    });
}

fn main() {}
