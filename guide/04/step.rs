//! A closed set of phases: a sealed trait, and enums without variants.

use std::marker::PhantomData;

// A public trait in a private module: other crates can use it through `Phase`, but cannot name it.
mod sealed {
    pub trait Sealed {}
}

pub trait Phase: sealed::Sealed {}

// An enum without variants has no values: it is a name for the type checker, and nothing else.
#[derive(Debug)]
pub enum Columns {}
#[derive(Debug)]
pub enum Rows {}

impl sealed::Sealed for Columns {}
impl sealed::Sealed for Rows {}
impl Phase for Columns {}
impl Phase for Rows {}

#[derive(Debug)]
pub struct Table<P: Phase> {
    columns: Vec<String>,
    text: String,
    phase: PhantomData<P>,
}

impl Table<Columns> {
    pub fn new() -> Self {
        Self { columns: vec![], text: String::new(), phase: PhantomData }
    }

    pub fn column(&mut self, name: &str) -> &mut Self {
        self.columns.push(name.to_owned());
        self
    }

    pub fn rows(self) -> Table<Rows> {
        Table { text: self.columns.join(",") + "\n", columns: self.columns, phase: PhantomData }
    }
}

impl Table<Rows> {
    pub fn row(&mut self, cells: &[&str]) -> &mut Self {
        let cells = (0..self.columns.len()).map(|i| cells.get(i).copied().unwrap_or_default());
        self.text += &(cells.collect::<Vec<_>>().join(",") + "\n");
        self
    }

    pub fn finish(self) -> String {
        self.text
    }
}

#[test]
fn the_output_is_the_same() {
    let mut table = Table::new();
    table.column("name");
    let mut table = table.rows();
    table.row(&["apple"]);
    assert_eq!(table.finish(), "name\napple\n");
}
