//! A name in the source code is checked at compile time.

use table::ColumnName;

const NAME: ColumnName = ColumnName::new("price,currency"); //~ E0080

fn main() {
    let _name = NAME;
}
