//! A step that several phases have, written once: its sealing trait takes the data.

mod sealed {
    pub trait Sealed {
        type Data;
    }
    /// Takes the columns out of the data. Seals `CanClear`.
    pub trait IntoColumns: Sealed {
        fn into_columns(data: Self::Data) -> Vec<String>;
    }
}

pub trait Phase: sealed::Sealed {}
/// Capability: the rows can be removed, because nothing has been written.
pub trait CanClear: Phase + sealed::IntoColumns {}

pub struct Table<P: Phase> {
    data: P::Data,
}

impl<P: Phase> Table<P> {
    pub fn clear(self) -> Table<Columns>
    where
        P: CanClear,
    {
        Table { data: P::into_columns(self.data) }
    }
}

pub enum Columns {}
pub enum Buffered {}

impl Phase for Columns {}
impl Phase for Buffered {}
impl CanClear for Columns {}
impl CanClear for Buffered {}

impl sealed::Sealed for Columns {
    type Data = Vec<String>;
}
impl sealed::Sealed for Buffered {
    type Data = (Vec<String>, Vec<Vec<String>>);
}
impl sealed::IntoColumns for Columns {
    fn into_columns(data: Vec<String>) -> Vec<String> {
        data
    }
}
impl sealed::IntoColumns for Buffered {
    fn into_columns((columns, _rows): (Vec<String>, Vec<Vec<String>>)) -> Vec<String> {
        columns
    }
}

#[test]
fn a_cleared_table_has_its_columns() {
    let columns = vec![String::from("name")];
    let buffered = Table::<Buffered> { data: (columns, vec![vec![String::from("apple")]]) };
    assert_eq!(buffered.clear().clear().data, ["name"]);
}
