//! A response is in a phase, and in nothing else.

fn page(_res: &headfirst::Response<u8>) {} //~ E0277

fn main() {}
