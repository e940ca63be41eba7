//! In a generic method, the data of an unknown phase has no fields.

mod sealed {
    pub trait Phase {
        type Data;
    }
}
use sealed::Phase;

struct Table<P: Phase> {
    data: P::Data,
}

impl<P: Phase> Table<P> {
    fn column(&mut self, name: &str) {
        self.data.columns.push(name.to_owned()); //~ E0609
    }
}

fn main() {}
