//! Both states are one type, so rustc can name the state that has the method.

use table::{Rows, Table};

fn with_price(mut table: Table<Rows>) {
    table.column("price"); //~ E0599
}

fn main() {}
