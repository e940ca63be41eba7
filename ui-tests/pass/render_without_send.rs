//! A render function that is not `Send` is bound to its thread by `local`.

use std::rc::Rc;

use headfirst::{Head, Response, local};

#[test]
fn main() {
    let title = Rc::new(String::from("Orders"));
    let _response = Response::<Head>::new().stream(local(move |mut page| async move {
        page.write(&*title);
        page.flush().await
    }));
}
