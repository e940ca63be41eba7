// Each rendered form has an id, and the store that it changes records the ids that it has seen.

use std::collections::BTreeMap;

use headfirst::{Action, ActionGuard, NothingKept, Response};

/// Stands for a table whose primary key is the id of the form.
#[derive(Default)]
struct Orders(BTreeMap<String, &'static str>);

/// The fields of a form with `<input type="hidden" name="id" value="…">`, a random value each time it is shown.
fn order(res: Response<Action>, orders: &mut Orders, id: &str) -> http::Response<headfirst::Body> {
    // In SQL: `insert into orders (id, what) values ($1, $2) on conflict do nothing`.
    orders.0.entry(id.to_owned()).or_insert("milk");
    // The second post gets the same answer: the client may have lost the first.
    res.redirect("/orders")
}

fn main() {
    let (actions, mut orders) = (ActionGuard::new(NothingKept), Orders::default());
    for id in ["f1", "f1", "f2"] {
        let form = http::Request::post("/orders").header("sec-fetch-site", "same-origin");
        let res = actions.start(&form.body(()).unwrap()).unwrap();
        assert_eq!(order(res, &mut orders, id).status(), 303);
    }
    assert_eq!(orders.0.len(), 2);
}
