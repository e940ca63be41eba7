//! For comparison: phases, where all of `stream` is generic over the callback.

pub enum Columns {}
pub enum Rows {}

pub trait Phase {
    type Data;
}
impl Phase for Columns {
    type Data = Vec<String>;
}
impl Phase for Rows {
    type Data = String;
}

pub struct Table<P: Phase> {
    data: P::Data,
}

impl Default for Table<Columns> {
    fn default() -> Self {
        Self { data: vec![] }
    }
}

impl Table<Columns> {
    pub fn column(&mut self, name: &str) {
        self.data.push(name.to_owned());
    }

    pub fn stream(self, write: impl FnOnce(&mut Table<Rows>)) -> String {
        let mut rows = Table { data: self.data.join(",") + "\n" };
        write(&mut rows);
        rows.data
    }
}

impl Table<Rows> {
    pub fn row(&mut self, cell: &str) {
        self.data += cell;
        self.data += "\n";
    }
}
