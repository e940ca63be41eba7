#![deny(unused_must_use)]

fn main() {
    exercise::Letter::written("hello"); //~ unused_must_use is never sent
}
