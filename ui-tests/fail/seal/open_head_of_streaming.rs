//! Another crate cannot add a capability to a phase.

impl headfirst::CanSetHeaders for headfirst::Streaming {} //~ E0117

fn main() {}
