fn main() {
    exercise::Letter::new("hello").post(|posted| {
        std::mem::take(posted); //~ E0277
    });
}
