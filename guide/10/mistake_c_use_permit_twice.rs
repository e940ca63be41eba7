//! A permit can be used once.

use table::{Permit, Table};

fn two(permit: Permit) {
    let _first = Table::edit(permit, &[]);
    let _second = Table::edit(permit, &[]); //~ E0382
}

fn main() {}
