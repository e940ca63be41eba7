//! An ignored `Result` is only a warning.
#![deny(unused_must_use)]

use table::Table;

fn main() {
    let mut table = Table::default();
    table.row(&["apple"]);
    table.column("price"); //~ unused_must_use
}
