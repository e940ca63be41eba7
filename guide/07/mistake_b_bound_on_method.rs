//! With the bound on the method, the message is the library's.

use table::{Rows, Table};

fn add_price(table: &mut Table<Rows>) {
    table.column("price"); //~ E0277
}

fn main() {}
