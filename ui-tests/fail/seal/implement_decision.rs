//! What a middleware may decide is not for a program to say.

struct Maybe;

impl headfirst::IntoNext for Maybe {} //~ E0277

fn main() {}
