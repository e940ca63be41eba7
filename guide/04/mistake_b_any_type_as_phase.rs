//! Only a phase can be the parameter of a table.

use table::Table;

fn show(_table: &Table<String>) {} //~ E0277

fn main() {}
