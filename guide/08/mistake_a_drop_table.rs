//! A step returns a table, which must be used.
#![deny(unused_must_use)]

use table::Table;

fn main() {
    let table = Table::new();
    table.buffer(); //~ unused_must_use
}
