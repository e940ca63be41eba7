//! The rows cannot leave the callback.

use table::{Buffered, Rows, Table};

fn fruit(buffered: Table<Buffered>) {
    let mut kept: Option<&mut Table<Rows>> = None;
    let _text = buffered.stream(|rows| {
        kept = Some(rows); //~ E0521
    });
}

fn main() {}
