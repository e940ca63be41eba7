//! A helper that revalidates requires an action.

use headfirst::{Head, CanRevalidate, Response};

fn add_todo<P: CanRevalidate>(res: &mut Response<P>) {
    res.revalidate_path("/todos");
}

fn page(mut res: Response<Head>) {
    add_todo(&mut res); //~ E0277
}

fn main() {}
