fn main() {
    exercise::Letter::new("hello").post(|posted| {
        posted.text.clear(); //~ E0616
    });
}
