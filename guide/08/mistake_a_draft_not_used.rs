//! A step returns a table, which must be used.
#![deny(unused_must_use)]

use table::Table;

fn main() {
    let table = Table::new();
    table.draft(); //~ unused_must_use
}
