//! One type per state, and a step between them that consumes the value.

#[derive(Debug, Default)]
pub struct Columns {
    title: String,
    columns: Vec<String>,
}

#[derive(Debug)]
pub struct Rows {
    title: String,
    width: usize,
    text: String,
}

impl Columns {
    pub fn title(&self) -> &str {
        &self.title
    }

    pub fn column(&mut self, name: &str) -> &mut Self {
        self.columns.push(name.to_owned());
        self
    }

    pub fn rows(self) -> Rows {
        Rows { title: self.title, width: self.columns.len(), text: self.columns.join(",") + "\n" }
    }
}

impl Rows {
    // Written twice: every method that both states have, and every helper for both.
    pub fn title(&self) -> &str {
        &self.title
    }

    pub fn row(&mut self, cells: &[&str]) -> &mut Self {
        let cells = (0..self.width).map(|i| cells.get(i).copied().unwrap_or_default());
        self.text += &(cells.collect::<Vec<_>>().join(",") + "\n");
        self
    }

    pub fn finish(self) -> String {
        self.text
    }
}

#[test]
fn no_call_can_fail() {
    let mut columns = Columns::default();
    columns.column("name").column("price");
    let mut rows = columns.rows();
    rows.row(&["apple", "2"]);
    assert_eq!((rows.title(), rows.text.as_str()), ("", "name,price\napple,2\n"));
}
