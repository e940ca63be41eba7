// A literal is checked at compile time, and run-time text when it is set.

use headfirst::header::{CONTENT_DISPOSITION, HeaderError, X_FRAME_OPTIONS};
use headfirst::{Body, Head, Response, header_value};

fn download(mut res: Response<Head>, name: &str) -> Result<http::Response<Body>, HeaderError> {
    res.insert_header(X_FRAME_OPTIONS, header_value!("DENY"));
    let disposition = format!("attachment; filename=\"{name}\"");
    res.try_insert_header(CONTENT_DISPOSITION, disposition)?;
    Ok(res.send("a file"))
}

fn main() {
    let response = download(Response::<Head>::new(), "a.txt").unwrap();
    assert_eq!(response.headers()[X_FRAME_OPTIONS], "DENY");
    assert_eq!(response.headers()[CONTENT_DISPOSITION], "attachment; filename=\"a.txt\"");
    let error = download(Response::<Head>::new(), "a\r\nset-cookie: b=1").unwrap_err();
    assert_eq!(error.to_string(), "the value of `content-disposition` has an invalid byte");
}
