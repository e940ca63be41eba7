fn main() {
    assert!(exercise::Door::open().shut().lock());
}
