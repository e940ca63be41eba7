//! The same library, with compiler messages that name the mistake and the fix.

mod sealed {
    pub trait Sealed {
        type Data;
    }
    /// Access to the columns. Seals `CanAddColumns`.
    pub trait HasColumns: Sealed {
        fn columns(data: &mut Self::Data) -> &mut Vec<String>;
    }
    /// Access to the rows. Seals `CanAddRows`.
    pub trait HasRows: Sealed {
        fn row(data: &mut Self::Data, cells: &[&str]);
    }
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a phase of a table",
    label = "the phases are a closed set",
    note = "use `Columns`, `Buffered` or `Rows`, or a parameter `P: Phase`"
)]
pub trait Phase: sealed::Sealed {}

/// Capability: columns can be added.
#[diagnostic::on_unimplemented(
    message = "columns cannot be added in phase `{Self}`",
    label = "the header line may already be written",
    note = "add columns to a `Table<Columns>` or `Table<Buffered>`, before `rows()`",
    note = "the header line is written before the rows, so it cannot be changed afterwards"
)]
pub trait CanAddColumns: Phase + sealed::HasColumns {}
/// Capability: rows can be added.
#[diagnostic::on_unimplemented(
    message = "rows cannot be added in phase `{Self}`",
    label = "there are no rows yet",
    note = "call `buffer()` first: a buffered table stores rows"
)]
pub trait CanAddRows: Phase + sealed::HasRows {}

pub struct Table<P: Phase> {
    data: P::Data,
}

/// Operations, each written once, with the capability that it needs.
impl<P: Phase> Table<P> {
    pub fn column(&mut self, name: &str) -> &mut Self
    where
        P: CanAddColumns,
    {
        P::columns(&mut self.data).push(name.to_owned());
        self
    }

    pub fn row(&mut self, cells: &[&str]) -> &mut Self
    where
        P: CanAddRows,
    {
        P::row(&mut self.data, cells);
        self
    }
}

/// Operations of a single phase stay in its own `impl`: mostly the steps to another phase.
impl Table<Columns> {
    pub fn new() -> Self {
        Self { data: vec![] }
    }

    pub fn buffer(self) -> Table<Buffered> {
        Table { data: BufferedData { columns: self.data, rows: vec![] } }
    }
}

impl Table<Buffered> {
    pub fn rows(self) -> Table<Rows> {
        let BufferedData { columns, rows } = self.data;
        let mut data = RowsData { width: columns.len(), text: columns.join(",") + "\n" };
        rows.iter().for_each(|row| data.row(row.iter().map(String::as_str)));
        Table { data }
    }
}

impl Table<Rows> {
    pub fn finish(self) -> String {
        self.data.text
    }
}

pub enum Columns {}
pub enum Buffered {}
pub enum Rows {}

// The table of phases and capabilities, one line per ✓.
#[diagnostic::do_not_recommend]
impl Phase for Columns {}
#[diagnostic::do_not_recommend]
impl Phase for Buffered {}
#[diagnostic::do_not_recommend]
impl Phase for Rows {}
#[diagnostic::do_not_recommend]
impl CanAddColumns for Columns {}
#[diagnostic::do_not_recommend]
impl CanAddColumns for Buffered {}
impl CanAddRows for Buffered {}
impl CanAddRows for Rows {}

// Where each phase has its columns and its rows.
impl sealed::HasColumns for Columns {
    fn columns(data: &mut Vec<String>) -> &mut Vec<String> {
        data
    }
}
impl sealed::HasColumns for Buffered {
    fn columns(data: &mut BufferedData) -> &mut Vec<String> {
        &mut data.columns
    }
}
impl sealed::HasRows for Buffered {
    fn row(data: &mut BufferedData, cells: &[&str]) {
        data.rows.push(cells.iter().map(|&cell| cell.to_owned()).collect());
    }
}
impl sealed::HasRows for Rows {
    fn row(data: &mut RowsData, cells: &[&str]) {
        data.row(cells.iter().copied());
    }
}

use data::{BufferedData, RowsData};
mod data {
    use super::sealed::Sealed;
    use super::{Buffered, Columns, Rows};

    pub struct RowsData {
        pub(super) width: usize,
        pub(super) text: String,
    }
    impl RowsData {
        pub(super) fn row<'c>(&mut self, cells: impl Iterator<Item = &'c str>) {
            let row: Vec<_> = cells.chain(std::iter::repeat("")).take(self.width).collect();
            self.text += &(row.join(",") + "\n");
        }
    }
    pub struct BufferedData {
        pub(super) columns: Vec<String>,
        pub(super) rows: Vec<Vec<String>>,
    }

    impl Sealed for Columns {
        type Data = Vec<String>;
    }
    impl Sealed for Buffered {
        type Data = BufferedData;
    }
    impl Sealed for Rows {
        type Data = RowsData;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A helper that asks for a capability, and so works in every phase that has it.
    fn add_audit_column<P: CanAddColumns>(table: &mut Table<P>) {
        table.column("changed_by");
    }

    #[test]
    fn one_helper_serves_two_phases() {
        let mut columns = Table::new();
        add_audit_column(columns.column("name"));
        let mut buffered = columns.buffer();
        buffered.row(&["apple", "ann"]).column("price");
        add_audit_column(&mut buffered);
        assert_eq!(buffered.rows().finish(), "name,changed_by,price,changed_by\napple,ann,,\n");
    }
}
