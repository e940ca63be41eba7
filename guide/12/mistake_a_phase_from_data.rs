//! A variable cannot hold either of two phases.

use table::Table;

fn main() {
    let early = std::env::args().count() > 1;
    let table = Table::new();
    let _table = if early { table } else { table.buffer() }; //~ E0308
}
