//! The `?` operator cannot convert an error that has no table.

use std::num::ParseIntError;
use table::{Buffered, ErrorWithTable, Table};

fn priced(
    mut buffered: Table<Buffered>,
    price: &str,
) -> Result<String, ErrorWithTable<Buffered, ParseIntError>> {
    let price: u32 = u32::from_str_radix(price, 10)?; //~ E0277
    buffered.row(&["apple", &price.to_string()]);
    Ok(buffered.rows().finish())
}

fn main() {}
