//! The bounds of a helper name its capabilities.

use headfirst::Response;

fn rotate<P>(_res: &mut Response<P>) {} //~ E0277

fn main() {}
