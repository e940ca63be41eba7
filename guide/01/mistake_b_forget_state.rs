//! A `match` that forgets a state does not compile.

use table::Table;

fn width(table: &Table) -> usize {
    match table {
        //~^ E0004
        Table::Columns(columns) => columns.len(),
    }
}

fn main() {}
