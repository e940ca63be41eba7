//! Only a render function sends its body piece by piece.
//! Matrix: flush, or wait for buffer space × Action

use headfirst::{Action, Response};

async fn act(mut res: Response<Action>) {
    res.flush().await; //~ E0277
}

fn main() {}
