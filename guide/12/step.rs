//! Sizes, and a phase that is known only at run time.

use table::{Buffered, Columns, Table};

/// A table in any phase, for commands that arrive as data.
pub enum Any {
    Columns(Table<Columns>),
    Buffered(Table<Buffered>),
    // The table has been moved out, during a step.
    Between,
}

#[derive(Debug, PartialEq)]
pub struct TooLate;

impl Any {
    pub fn command(&mut self, line: &str) -> Result<(), TooLate> {
        let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
        *self = match (std::mem::replace(self, Self::Between), what) {
            (Self::Columns(mut table), "column") => {
                table.column(rest);
                Self::Columns(table)
            }
            (Self::Columns(table), "buffer") => Self::Buffered(table.buffer()),
            (Self::Buffered(mut table), "row") => {
                table.row(&[rest]);
                Self::Buffered(table)
            }
            (as_it_was, _) => {
                *self = as_it_was;
                return Err(TooLate); // the check of chapter 1, where it belongs
            }
        };
        Ok(())
    }
}

#[test]
fn commands_are_checked_at_run_time() {
    let mut table = Any::Columns(Table::new());
    assert_eq!(table.command("column name"), Ok(()));
    assert_eq!(table.command("row apple"), Err(TooLate));
    assert_eq!(table.command("buffer"), Ok(()));
    assert_eq!(table.command("row apple"), Ok(()));
    let Any::Buffered(table) = table else { panic!() };
    assert_eq!(table.stream(|_| ()), "name\napple\n");
}

#[test]
fn a_phase_takes_no_space() {
    use std::mem::size_of;
    assert_eq!(size_of::<Table<Columns>>(), size_of::<Vec<String>>());
    assert_eq!(size_of::<Table<Buffered>>(), size_of::<(Vec<String>, Vec<Vec<String>>)>());
    assert_eq!(size_of::<table::Permit>(), 0);
    // The table of chapter 1 has a flag, and fields that no state needs together.
    assert_eq!(size_of::<flag::Table>(), 56);
}
