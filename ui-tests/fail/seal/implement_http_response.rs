//! A program cannot define another response type for layers.

use headfirst::middleware::HttpResponse;

struct Text;

impl From<Text> for http::Response<String> {
    fn from(_text: Text) -> Self {
        Self::new(String::new())
    }
}

impl HttpResponse for Text { //~ E0277
    type Body = String;
}

fn main() {}
