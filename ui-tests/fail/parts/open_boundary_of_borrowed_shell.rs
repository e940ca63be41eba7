//! A boundary can only be opened in a render function, and a reference changes nothing.

use headfirst::{Html, Response, Shell};

fn offers(page: &mut Response<Shell>, html: &Html) {
    page.boundary(html, "<p>Loading</p>", |_offer| async {}); //~ E0277
}

fn main() {}
