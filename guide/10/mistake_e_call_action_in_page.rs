//! The signature of a helper names the context it works in.

use table::{Columns, Edit, Table};

fn anonymize(table: &mut Table<Edit>) {
    table.remove("name");
}

fn page(table: &mut Table<Columns>) {
    anonymize(table); //~ E0308
}

fn main() {}
