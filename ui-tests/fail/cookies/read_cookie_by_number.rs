//! A cookie is read by its name or by its definition.

use headfirst::Cookies;

fn first(cookies: &Cookies) {
    cookies.get(0); //~ E0277
}

fn main() {}
