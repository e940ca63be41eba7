//! A body is sent with its own head, which a middleware creates by `skip_handler()`.
//! Matrix: forward an existing body × Middleware

use headfirst::{Body, Middleware, Response};

async fn gate(res: Response<Middleware>, file: Body) {
    res.send_body(file); //~ E0277
}

fn main() {}
