//! What seals a phase cannot be named.

enum Reopened {}

impl headfirst::phase::sealed::Sealed for Reopened { //~ E0603
    type Data = ();
}

fn main() {}
