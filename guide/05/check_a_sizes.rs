use exercise::{Addressed, Blank, Letter};
use std::mem::size_of;

fn main() {
    assert_eq!(size_of::<Letter<Blank>>(), 0);
    assert_eq!(size_of::<Letter<Addressed>>(), size_of::<String>());
    assert_eq!(Letter::new().address("ann").to(), "ann");
}
