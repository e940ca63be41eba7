fn main() {
    let letter = exercise::Blank::default();
    let _ann = letter.address("ann");
    let _bob = letter.address("bob"); //~ E0382
}
