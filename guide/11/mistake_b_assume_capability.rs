//! A function with a bound that does not hold cannot be called.

use table::{CanAddColumns, Draft, Rows, Table};

fn late(rows: &mut Table<Rows>)
where
    for<'a> Rows: CanAddColumns,
{
    rows.column("price");
}

fn fruit(draft: Table<Draft>) -> String {
    draft.stream(|rows| late(rows)) //~ E0277
}

fn main() {}
