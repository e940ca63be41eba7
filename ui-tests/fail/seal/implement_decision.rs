//! A program cannot define another result for middleware.

struct Maybe;

impl headfirst::IntoNext for Maybe {} //~ E0277

fn main() {}
