//! What a layer goes around is not for a program to say.

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
