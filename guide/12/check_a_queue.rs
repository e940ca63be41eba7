use exercise::{Any, Letter};

fn main() {
    let queue: Vec<Any> = vec![Letter::new().into(), Letter::new().address("bob").into()];
    let queue: Vec<Any> = queue.into_iter().map(Any::step).collect();
    assert!(queue.iter().all(|letter| matches!(letter, Any::Addressed(_))));
}
