//! Data per phase: a table holds what exists in its phase, and nothing else.

mod sealed {
    pub trait Sealed {
        type Data;
    }
    // `pub`, because the associated type of a public trait must be public (E0446). The module is
    // private, so other crates still cannot name it.
    pub struct RowsData {
        pub width: usize,
        pub text: String,
    }
    // Rows are stored as cells as long as another column can be added.
    pub struct BufferedData {
        pub columns: Vec<String>,
        pub rows: Vec<Vec<String>>,
    }
}

use sealed::{BufferedData, RowsData, Sealed};

pub trait Phase: Sealed {}

pub enum Columns {}
pub enum Buffered {}
pub enum Rows {}

impl Sealed for Columns {
    type Data = Vec<String>;
}
impl Sealed for Buffered {
    type Data = BufferedData;
}
impl Sealed for Rows {
    type Data = RowsData;
}
impl Phase for Columns {}
impl Phase for Buffered {}
impl Phase for Rows {}

// No `PhantomData`: the type of a field uses the parameter.
pub struct Table<P: Phase> {
    title: String,
    data: P::Data,
}

impl<P: Phase> Table<P> {
    pub fn title(&self) -> &str {
        &self.title
    }
}

impl Table<Columns> {
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), data: vec![] }
    }

    pub fn column(&mut self, name: &str) -> &mut Self {
        self.data.push(name.to_owned());
        self
    }

    pub fn buffer(self) -> Table<Buffered> {
        Table { title: self.title, data: BufferedData { columns: self.data, rows: vec![] } }
    }
}

impl Table<Buffered> {
    // Written twice again: this phase stores its columns in another place.
    pub fn column(&mut self, name: &str) -> &mut Self {
        self.data.columns.push(name.to_owned());
        self
    }

    pub fn row(&mut self, cells: &[&str]) -> &mut Self {
        self.data.rows.push(cells.iter().map(|&cell| cell.to_owned()).collect());
        self
    }

    pub fn rows(self) -> Table<Rows> {
        let BufferedData { columns, rows } = self.data;
        let data = RowsData { width: columns.len(), text: columns.join(",") + "\n" };
        // Annotated, because the phase cannot be inferred from the data: two phases could share it.
        let mut table: Table<Rows> = Table { title: self.title, data };
        for row in rows {
            table.row(&row.iter().map(String::as_str).collect::<Vec<_>>());
        }
        table
    }
}

impl Table<Rows> {
    pub fn row(&mut self, cells: &[&str]) -> &mut Self {
        let cells = (0..self.data.width).map(|i| cells.get(i).copied().unwrap_or_default());
        self.data.text += &(cells.collect::<Vec<_>>().join(",") + "\n");
        self
    }

    pub fn finish(self) -> String {
        self.data.text
    }
}

#[test]
fn each_phase_is_as_large_as_its_data() {
    use std::mem::size_of;
    assert_eq!(size_of::<Table<Columns>>(), size_of::<(String, Vec<String>)>());
    assert_eq!(size_of::<Table<Rows>>(), size_of::<(String, usize, String)>());
}

#[test]
fn a_buffered_table_takes_a_column_after_a_row() {
    let mut table = Table::new("fruit").buffer();
    table.column("name").row(&["apple", "2"]);
    table.column("price");
    assert_eq!(table.title(), "fruit");
    assert_eq!(table.rows().finish(), "name,price\napple,2\n");
}
