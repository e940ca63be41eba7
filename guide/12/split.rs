//! For comparison: phases, where only the call of the callback is generic.

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
        let mut rows = self.rows();
        write(&mut rows);
        rows.data
    }

    // Not generic, so it is compiled once.
    fn rows(self) -> Table<Rows> {
        Table { data: self.data.join(",") + "\n" }
    }
}

impl Table<Rows> {
    pub fn row(&mut self, cell: &str) {
        self.data += cell;
        self.data += "\n";
    }
}
