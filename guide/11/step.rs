//! Two harmless-looking holes, and the same library without them.

pub use table::Table;

/// `Clone` and `Default` each create a second table.
pub mod open {
    #[derive(Clone, Default)]
    pub struct Columns(Vec<String>);
    pub struct Rows(String);

    impl Columns {
        pub fn column(&mut self, name: &str) {
            self.0.push(name.to_owned());
        }
        pub fn stream(self, write: impl FnOnce(&mut Rows)) -> String {
            let mut rows = Rows(self.0.join(",") + "\n");
            write(&mut rows);
            rows.0
        }
    }

    // The attack compiles and the column is lost. As a test, at least it is known.
    #[test]
    fn a_column_that_is_added_to_a_clone_is_lost() {
        let mut table = Columns::default();
        table.column("name");
        let mut copy = table.clone();
        let text = table.stream(|_rows| copy.column("price"));
        assert_eq!(text, "name\n");
    }
}

/// The table of chapter 10 has neither. The remaining hole is recorded as a test.
pub mod closed {
    // A limitation: the types cannot know which of two tables was meant.
    #[test]
    fn a_column_that_is_added_to_another_table_is_lost() {
        let mut table = crate::Table::new();
        table.column("name");
        let mut other = crate::Table::new();
        let text = table.buffer().stream(|_rows| {
            other.column("price");
        });
        assert_eq!(text, "name\n");
    }
}
