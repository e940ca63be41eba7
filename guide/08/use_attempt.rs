//! A helper that uses `?` and keeps the table.

use std::num::ParseIntError;
use table::{Buffered, ErrorWithTable, Table};

fn priced(price: &str) -> Result<String, ErrorWithTable<Buffered, ParseIntError>> {
    let mut buffered = Table::new().buffer();
    buffered.column("name").column("price");
    // Inside the closure, `?` returns the error alone. Outside, it returns the table with the error.
    let (buffered, ()) = buffered.attempt(|buffered| {
        let price: u32 = price.parse()?;
        buffered.row(&["apple", &price.to_string()]);
        Ok(())
    })?;
    Ok(buffered.rows().finish())
}

fn main() {
    assert_eq!(priced("2").ok().unwrap(), "name,price\napple,2\n");
    let (mut buffered, error) = priced("two").err().unwrap().into_parts();
    buffered.row(&["apple", &error.to_string()]);
    assert_eq!(buffered.rows().finish(), "name,price\napple,invalid digit found in string\n");
}
