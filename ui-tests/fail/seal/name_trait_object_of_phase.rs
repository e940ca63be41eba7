//! A trait object would be another phase, with the capability of its trait.

use headfirst::CanReadCookies;

fn read(_phase: &dyn CanReadCookies<Data = ()>) {} //~ E0038

fn main() {}
