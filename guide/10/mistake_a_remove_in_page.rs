//! A page that shows a table cannot change it.

use table::{Columns, Table};

fn page(table: &mut Table<Columns>) {
    table.remove("price"); //~ E0277
}

fn main() {}
