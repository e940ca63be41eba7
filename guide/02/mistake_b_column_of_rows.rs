//! The message does not say which type has the method.

use table::Rows;

fn add_price(rows: &mut Rows) {
    rows.column("price"); //~ E0599
}

fn main() {}
