fn main() {
    let letter = exercise::Letter::new().address("ann");
    let _to = letter.data; //~ E0616
}
