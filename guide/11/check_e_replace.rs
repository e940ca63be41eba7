fn main() {
    exercise::Letter::new("hello").post(|posted| {
        *posted = exercise::Letter::new("bye"); //~ E0308
    });
}
