use exercise::{Addressed, Letter};

struct Mine;

fn addressed(to: &str) -> Result<Letter<Addressed>, Mine> {
    Ok(Letter::written("hello").address(to)?) //~ E0277
}

fn main() {}
