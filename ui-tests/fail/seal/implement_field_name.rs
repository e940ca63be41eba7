//! Which fields may be set is not for a program to say.

use headfirst::header::IntoFieldName;

struct Anything;

impl IntoFieldName for Anything {} //~ E0277

fn main() {}
