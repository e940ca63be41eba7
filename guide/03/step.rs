//! One type with a phantom parameter: the state exists only in the type.

use std::marker::PhantomData;

#[derive(Debug)]
pub struct Columns;
#[derive(Debug)]
pub struct Rows;

#[derive(Debug)]
pub struct Table<S> {
    title: String,
    columns: Vec<String>,
    text: String,
    state: PhantomData<S>,
}

impl<S> Table<S> {
    pub fn title(&self) -> &str {
        &self.title
    }
}

impl Table<Columns> {
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), columns: vec![], text: String::new(), state: PhantomData }
    }

    pub fn column(&mut self, name: &str) -> &mut Self {
        self.columns.push(name.to_owned());
        self
    }

    pub fn rows(self) -> Table<Rows> {
        let text = self.columns.join(",") + "\n";
        Table { title: self.title, columns: self.columns, text, state: PhantomData }
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
fn the_parameter_takes_no_space() {
    use std::mem::size_of;
    assert_eq!(size_of::<PhantomData<Rows>>(), 0);
    assert_eq!(size_of::<Table<Rows>>(), size_of::<(String, Vec<String>, String)>());
    let mut table = Table::new("fruit");
    table.column("name").column("price");
    let mut table = table.rows();
    table.row(&["apple"]);
    assert_eq!(table.title(), "fruit");
    assert_eq!(table.finish(), "name,price\napple,\n");
}
