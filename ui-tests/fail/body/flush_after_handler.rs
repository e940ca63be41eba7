//! Only a render function sends its body piece by piece.
//! Matrix: flush, or wait for buffer space × Answered

use headfirst::{Answered, Response};

async fn after(mut answer: Response<Answered>) {
    answer.flush().await; //~ E0277
}

fn main() {}
