//! A type parameter that no struct field uses is an error.

struct Table<S> {
    //~^ E0392
    text: String,
}

fn main() {}
