//! For comparison: the bound on the `impl`, where its message is never used.
pub enum Columns {}
pub enum Rows {}

#[diagnostic::on_unimplemented(message = "columns cannot be added in phase `{Self}`")]
pub trait CanAddColumns {}
impl CanAddColumns for Columns {}

pub struct Table<P>(pub std::marker::PhantomData<P>);
impl<P: CanAddColumns> Table<P> {
    pub fn column(&mut self, _name: &str) {}
}
