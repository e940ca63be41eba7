//! The columns were moved into the rows, so they cannot be used again.

use table::Columns;

fn main() {
    let mut columns = Columns::default();
    let mut rows = columns.rows();
    rows.row(&["apple"]);
    columns.column("price"); //~ E0382
}
