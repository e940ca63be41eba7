//! A capability cannot be implemented for a type of another crate.

enum Reopened {}

impl headfirst::CanReadCookies for Reopened {} //~ E0277

fn main() {}
