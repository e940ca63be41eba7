//! A render that is not `Send` is tied to its thread with `local`.

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
