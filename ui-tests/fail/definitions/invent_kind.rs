//! A program cannot exempt cookies from the rules of a prefix.

enum Lax {}

impl headfirst::cookie::prefix::Prefix for Lax {} //~ E0277

fn main() {}
