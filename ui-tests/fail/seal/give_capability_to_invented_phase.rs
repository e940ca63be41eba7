//! A capability cannot be given to a type of one's own.

enum Reopened {}

impl headfirst::KnowsCookies for Reopened {} //~ E0277

fn main() {}
