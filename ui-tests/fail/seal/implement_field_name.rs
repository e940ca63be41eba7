//! A program cannot define which headers may be set.

use headfirst::header::IntoResponseHeaderName;

struct Anything;

impl IntoResponseHeaderName for Anything {} //~ E0277

fn main() {}
