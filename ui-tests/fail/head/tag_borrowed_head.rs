//! Only a cacheable page has tags, and a reference changes nothing.

use headfirst::{Head, Response};

fn show_todos(page: &mut Response<Head>) {
    page.add_tag("todos"); //~ E0277
}

fn main() {}
