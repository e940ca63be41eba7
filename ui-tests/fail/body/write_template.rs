//! A template may fail, so writing it has an error.

use std::fmt::Display;

use headfirst::{Response, Streaming};

async fn render(mut page: Response<Streaming>, template: impl Display) {
    page.write(format_args!("<li>{template}</li>")); //~ E0277
}

fn main() {}
