//! A function with a bound that does not hold cannot be called.

use table::{Buffered, CanAddColumns, Rows, Table};

fn late(rows: &mut Table<Rows>)
where
    for<'a> Rows: CanAddColumns,
{
    rows.column("price");
}

fn fruit(buffered: Table<Buffered>) -> String {
    buffered.stream(|rows| late(rows)) //~ E0277
}

fn main() {}
