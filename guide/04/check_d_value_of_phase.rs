fn main() {
    let _phase = exercise::Blank; //~ E0423
}
