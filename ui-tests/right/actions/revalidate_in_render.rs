// An action marks its changes, and the page cache is notified when its response is returned.

use std::sync::{Arc, Mutex};

use headfirst::{ActionGuard, Revalidate, Revalidation};
use http::Request;

#[derive(Default)]
struct Log(Mutex<Vec<Revalidation>>);

impl Revalidate for Log {
    fn revalidate(&self, changed: &[Revalidation]) {
        self.0.lock().unwrap().extend_from_slice(changed);
    }
}

fn main() {
    let log = Arc::new(Log::default());
    let actions = ActionGuard::new(Arc::clone(&log));
    let form = Request::post("/todos").header("sec-fetch-site", "same-origin").body(()).unwrap();
    let mut res = actions.start(&form).unwrap();
    res.revalidate_path("/todos").unwrap();
    assert!(log.0.lock().unwrap().is_empty());
    assert_eq!(res.no_content().status(), 204);
    assert_eq!(*log.0.lock().unwrap(), [Revalidation::Path("/todos".parse().unwrap())]);
}
