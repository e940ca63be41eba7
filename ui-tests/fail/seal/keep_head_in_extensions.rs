//! Values in extensions must be cloneable, and a head is not.

use headfirst::{Head, Response};
use http::Extensions;

fn keep(extensions: &mut Extensions, res: Response<Head>) {
    extensions.insert(res); //~ E0277
}

fn main() {}
