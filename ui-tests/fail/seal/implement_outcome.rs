//! A program cannot define another result for render functions.

struct Fine;

impl headfirst::body::RenderOutput for Fine {} //~ E0277

fn main() {}
