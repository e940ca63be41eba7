//! How a render may end is not for a program to say.

struct Fine;

impl headfirst::body::RenderOutput for Fine {} //~ E0277

fn main() {}
