//! A table cannot be cloned.

use table::{Buffered, Table};

fn fruit(buffered: Table<Buffered>) -> String {
    let mut copy = buffered.clone(); //~ E0599
    buffered.stream(|_rows| drop(copy.column("price")))
}

fn main() {}
