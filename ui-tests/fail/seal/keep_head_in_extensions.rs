//! What goes into extensions can be cloned, and a head cannot.

use headfirst::{Head, Response};
use http::Extensions;

fn keep(extensions: &mut Extensions, res: Response<Head>) {
    extensions.insert(res); //~ E0277
}

fn main() {}
