//! The sealing trait of a phase cannot be named.

use headfirst::phase::sealed; //~ E0603

enum Reopened {}

impl sealed::Sealed for Reopened {
    type Data = ();
}

fn main() {}
