//! For comparison: the bound on the method, without `do_not_recommend`.
pub enum Columns {}
pub enum Buffered {}
pub enum Rows {}

#[diagnostic::on_unimplemented(
    message = "columns cannot be added in phase `{Self}`",
    label = "the header line may already be written",
    note = "add columns to a `Table<Columns>` or `Table<Buffered>`, before `rows()`"
)]
pub trait CanAddColumns {}
impl CanAddColumns for Columns {}
impl CanAddColumns for Buffered {}

pub struct Table<P>(pub std::marker::PhantomData<P>);
impl<P> Table<P> {
    pub fn column(&mut self, _name: &str)
    where
        P: CanAddColumns,
    {
    }
}
