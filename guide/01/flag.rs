//! A table with a flag that is checked at run time.

#[derive(Debug, Default)]
pub struct Table {
    columns: Vec<String>,
    text: String,
    started: bool,
}

#[derive(Debug, PartialEq)]
pub struct TooLate;

impl Table {
    pub fn column(&mut self, name: &str) -> Result<(), TooLate> {
        if self.started {
            return Err(TooLate);
        }
        self.columns.push(name.to_owned());
        Ok(())
    }

    pub fn row(&mut self, cells: &[&str]) {
        if !self.started {
            self.started = true;
            self.text = self.columns.join(",") + "\n";
        }
        self.text += &(cells.join(",") + "\n");
    }

    pub fn finish(self) -> String {
        self.text
    }
}

#[test]
fn a_late_column_is_refused_when_the_program_runs() {
    let mut table = Table::default();
    table.column("name").unwrap();
    table.row(&["apple"]);
    assert_eq!(table.column("price"), Err(TooLate));
    assert_eq!(table.finish(), "name\napple\n");
}
