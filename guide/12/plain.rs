//! For comparison: no phases, and a flag that is checked at run time.

#[derive(Default)]
pub struct Table {
    columns: Vec<String>,
    text: String,
    has_rows: bool,
}

impl Table {
    pub fn column(&mut self, name: &str) {
        assert!(!self.has_rows, "columns come before rows");
        self.columns.push(name.to_owned());
    }

    pub fn row(&mut self, cell: &str) {
        if !self.has_rows {
            self.has_rows = true;
            self.text = self.columns.join(",") + "\n";
        }
        self.text += cell;
        self.text += "\n";
    }

    pub fn stream(mut self, write: impl FnOnce(&mut Self)) -> String {
        write(&mut self);
        self.text
    }
}
