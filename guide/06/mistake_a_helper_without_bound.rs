//! A generic helper is checked where it is written.

use table::{Phase, Table};

fn add_audit_column<P: Phase>(table: &mut Table<P>) {
    table.column("changed_by"); //~ E0277
}

fn main() {}
