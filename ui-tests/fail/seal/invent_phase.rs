//! The phases are a closed set.

enum Reopened {}

impl headfirst::Phase for Reopened {} //~ E0277

fn main() {}
