//! Which fields may be set is not for a program to say.

use headfirst::header::IntoResponseHeaderName;

struct Anything;

impl IntoResponseHeaderName for Anything {} //~ E0277

fn main() {}
