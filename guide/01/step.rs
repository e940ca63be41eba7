//! An enum with one variant per state, so a state holds only its own data.

#[derive(Debug)]
pub enum Table {
    Columns(Vec<String>),
    Rows { width: usize, text: String },
}

#[derive(Debug, PartialEq)]
pub struct TooLate;

impl Table {
    pub fn column(&mut self, name: &str) -> Result<(), TooLate> {
        match self {
            Self::Columns(columns) => {
                columns.push(name.to_owned());
                Ok(())
            }
            Self::Rows { .. } => Err(TooLate),
        }
    }

    pub fn row(&mut self, cells: &[&str]) {
        if let Self::Columns(columns) = self {
            let text = columns.join(",") + "\n";
            *self = Self::Rows { width: columns.len(), text };
        }
        let Self::Rows { width, text } = self else { unreachable!() };
        let cells = (0..*width).map(|i| cells.get(i).copied().unwrap_or_default());
        *text += &(cells.collect::<Vec<_>>().join(",") + "\n");
    }
}

#[test]
fn a_row_has_as_many_cells_as_there_are_columns() {
    let mut table = Table::Columns(vec![]);
    table.column("name").unwrap();
    table.column("price").unwrap();
    table.row(&["apple"]);
    assert_eq!(table.column("weight"), Err(TooLate));
    let Table::Rows { text, .. } = table else { panic!() };
    assert_eq!(text, "name,price\napple,\n");
}
