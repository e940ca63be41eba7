fn main() {
    let letter = exercise::Blank::default().address("ann");
    letter.send();
    letter.send(); //~ E0382
}
