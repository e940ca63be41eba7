//! Only the library can create a permit.

use table::{Permit, Table};

fn main() {
    let _table = Table::edit(Permit(()), &[]); //~ E0423
}
