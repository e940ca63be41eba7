//! `use headfirst::*` imports a module with the name of the crate `cookie`.

use cookie::Cookie; //~ E0659
use headfirst::*;

fn page(res: Response<Head>, _flash: Cookie<'_>) -> http::Response<Body> {
    res.no_content()
}

fn main() {}
