//! A generic helper is checked again where it is called.

use table::{CanAddColumns, Rows, Table};

fn add_audit_column<P: CanAddColumns>(table: &mut Table<P>) {
    table.column("changed_by");
}

fn add_rows(table: &mut Table<Rows>) {
    add_audit_column(table); //~ E0277
}

fn main() {}
