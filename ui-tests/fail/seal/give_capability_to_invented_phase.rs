//! A capability cannot be given to a type of one's own.

enum Reopened {}

impl headfirst::CanReadCookies for Reopened {} //~ E0277

fn main() {}
