//! Two phases can have the same data, so it does not determine the phase.

trait Phase {
    type Data;
}
enum Columns {}
enum Edit {}
impl Phase for Columns {
    type Data = Vec<String>;
}
impl Phase for Edit {
    type Data = Vec<String>;
}

struct Table<P: Phase> {
    data: P::Data,
}

fn main() {
    let table = Table { data: vec![String::new()] }; //~ E0283
}
