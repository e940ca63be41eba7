//! For a reference, the message does not say which state has the method.

use table::{Rows, Table};

fn add_price(table: &mut Table<Rows>) {
    table.column("price"); //~ E0599
}

fn main() {}
