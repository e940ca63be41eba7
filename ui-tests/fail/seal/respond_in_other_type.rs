//! The type parameter of a response is always a phase.

fn page(_res: &headfirst::Response<u8>) {} //~ E0277

fn main() {}
