//! The `?` operator cannot convert an error that has no table.

use std::num::ParseIntError;
use table::{Draft, ErrorWithTable, Table};

fn priced(
    mut draft: Table<Draft>,
    price: &str,
) -> Result<String, ErrorWithTable<Draft, ParseIntError>> {
    let price: u32 = u32::from_str_radix(price, 10)?; //~ E0277
    draft.row(&["apple", &price.to_string()]);
    Ok(draft.rows().finish())
}

fn main() {}
