fn main() {
    let text = exercise::Letter::new("hello").post(|posted| assert_eq!(posted.text(), "hello"));
    assert_eq!(text, "hello");
}
