//! A helper for every phase with a capability.

use table::{CanAddColumns, Table};

fn add_audit_column<P: CanAddColumns>(table: &mut Table<P>) {
    table.column("changed_by");
}

fn main() {
    let mut columns = Table::new();
    add_audit_column(columns.column("name"));
    let mut buffered = columns.buffer();
    buffered.row(&["apple", "ann"]).column("price");
    add_audit_column(&mut buffered);
    assert_eq!(buffered.rows().finish(), "name,changed_by,price,changed_by\napple,ann,,\n");
}
