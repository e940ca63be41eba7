//! A derived `Debug` asks for `Debug` of the phase, not only of its data.

use std::fmt::Debug;

trait Phase {
    type Data: Debug;
}

#[derive(Debug)]
struct Table<P: Phase> {
    data: P::Data,
}

fn log<P: Phase>(table: &Table<P>) {
    println!("{table:?}"); //~ E0277
}

fn main() {}
