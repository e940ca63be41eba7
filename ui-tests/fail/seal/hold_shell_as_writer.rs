//! A trait object that writes to a shell must end before the shell is sent.

use std::fmt::Write;

use headfirst::{Body, Response, Shell};

fn page(mut shell: Response<Shell>) -> http::Response<Body> {
    let writer: &mut dyn Write = &mut shell;
    let response = shell.stream(async |_page| {}); //~ E0505
    let _ = writer.write_str("<p>late");
    response
}

fn main() {}
