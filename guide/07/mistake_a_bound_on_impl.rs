//! With the bound on the `impl`, the message is rustc's.

use table::{Rows, Table};

fn add_price(table: &mut Table<Rows>) {
    table.column("price"); //~ E0599
}

fn main() {}
