//! Which cookies may break the promise of a prefix is not for a program to say.

enum Lax {}

impl headfirst::cookie::prefix::Prefix for Lax {} //~ E0277

fn main() {}
