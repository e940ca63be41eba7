//! What a middleware may decide is not for a program to say.

struct Maybe;

impl headfirst::Decision for Maybe {} //~ E0277

fn main() {}
