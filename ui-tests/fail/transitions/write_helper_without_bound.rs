//! A helper says what it does to a response.

use headfirst::Response;

fn rotate<P>(_res: &mut Response<P>) {} //~ E0277

fn main() {}
