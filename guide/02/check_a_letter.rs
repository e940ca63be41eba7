fn main() {
    assert_eq!(exercise::Blank::default().address("ann").send(), "to ann");
}
