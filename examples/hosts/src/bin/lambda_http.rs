//! lambda_http takes the response as it is, if the function streams.

use headfirst_hosts::answer;
use lambda_http::{Error, run_with_streaming_response, service_fn};

#[tokio::main]
async fn main() -> Result<(), Error> {
    run_with_streaming_response(service_fn(answer)).await
}
