//! A trait object would be one phase more, and have what its trait says.

use headfirst::KnowsCookies;

fn read(_phase: &dyn KnowsCookies<Data = ()>) {} //~ E0038

fn main() {}
