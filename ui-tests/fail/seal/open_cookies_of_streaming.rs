//! A capability cannot be given to a phase from outside.

impl headfirst::CanSetCookies for headfirst::Streaming {} //~ E0117

fn main() {}
