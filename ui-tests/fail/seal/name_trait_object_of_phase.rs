//! A trait object would be one phase more, and have what its trait says.

use headfirst::CanReadCookies;

fn read(_phase: &dyn CanReadCookies<Data = ()>) {} //~ E0038

fn main() {}
