//! The data type of a public phase must be public.

mod library {
    pub trait Phase {
        type Data;
    }
    pub enum Rows {}
    struct RowsData;
    impl Phase for Rows {
        type Data = RowsData; //~ E0446
    }
}

fn main() {}
