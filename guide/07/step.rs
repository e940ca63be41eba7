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
    note = "use `Columns`, `Draft` or `Rows`, or a parameter `P: Phase`"
)]
pub trait Phase: sealed::Sealed {}

/// Capability: columns can be added.
#[diagnostic::on_unimplemented(
    message = "columns cannot be added in phase `{Self}`",
    label = "the header line may already be written",
    note = "add columns to the `Table<Columns>` or the draft, before `rows()`",
    note = "the header line is written first, so it cannot change once there are rows"
)]
pub trait CanAddColumns: Phase + sealed::HasColumns {}
/// Capability: rows can be added.
#[diagnostic::on_unimplemented(
    message = "rows cannot be added in phase `{Self}`",
    label = "there are no rows yet",
    note = "call `draft()` first: a draft stores rows"
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

    pub fn draft(self) -> Table<Draft> {
        Table { data: DraftData { columns: self.data, rows: vec![] } }
    }
}

impl Table<Draft> {
    pub fn rows(self) -> Table<Rows> {
        let DraftData { columns, rows } = self.data;
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
pub enum Draft {}
pub enum Rows {}

// The table of phases and capabilities, one line per cell.
#[diagnostic::do_not_recommend]
impl Phase for Columns {}
#[diagnostic::do_not_recommend]
impl Phase for Draft {}
#[diagnostic::do_not_recommend]
impl Phase for Rows {}
#[diagnostic::do_not_recommend]
impl CanAddColumns for Columns {}
#[diagnostic::do_not_recommend]
impl CanAddColumns for Draft {}
impl CanAddRows for Draft {}
impl CanAddRows for Rows {}

use data::{DraftData, RowsData};
mod data {
    use super::sealed::{HasColumns, HasRows, Sealed};
    use super::{Columns, Draft, Rows};

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
    pub struct DraftData {
        pub(super) columns: Vec<String>,
        pub(super) rows: Vec<Vec<String>>,
    }

    impl Sealed for Columns {
        type Data = Vec<String>;
    }
    impl Sealed for Draft {
        type Data = DraftData;
    }
    impl Sealed for Rows {
        type Data = RowsData;
    }
    impl HasColumns for Columns {
        fn columns(data: &mut Vec<String>) -> &mut Vec<String> {
            data
        }
    }
    impl HasColumns for Draft {
        fn columns(data: &mut DraftData) -> &mut Vec<String> {
            &mut data.columns
        }
    }
    impl HasRows for Draft {
        fn row(data: &mut DraftData, cells: &[&str]) {
            data.rows.push(cells.iter().map(|&cell| cell.to_owned()).collect());
        }
    }
    impl HasRows for Rows {
        fn row(data: &mut RowsData, cells: &[&str]) {
            data.row(cells.iter().copied());
        }
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
        let mut draft = columns.draft();
        draft.row(&["apple", "ann"]).column("price");
        add_audit_column(&mut draft);
        assert_eq!(draft.rows().finish(), "name,changed_by,price,changed_by\napple,ann,,\n");
    }
}
