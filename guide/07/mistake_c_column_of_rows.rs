//! With `do_not_recommend`, the message does not list implementations.

use table::{Rows, Table};

fn add_price(table: &mut Table<Rows>) {
    table.column("price"); //~ E0277
}

fn main() {}
