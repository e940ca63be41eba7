//! If another call is needed first, the note names it.

use table::{Columns, Table};

fn add_apple(table: &mut Table<Columns>) {
    table.row(&["apple"]); //~ E0277
}

fn main() {}
