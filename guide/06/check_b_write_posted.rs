use exercise::{Letter, Posted};

fn add(letter: &mut Letter<Posted>) {
    letter.write("ps"); //~ E0277 CanWrite
}

fn main() {}
