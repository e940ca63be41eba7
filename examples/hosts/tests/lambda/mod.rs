//! The runtime API of Lambda, for one event and its response.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Command;

use crate::client::Answer;

pub struct Invoked {
    /// The request of the function, whose body is the response.
    pub answer: Answer,
}

impl Invoked {
    /// Returns the status, headers and cookies, as JSON. Eight zeros end it.
    pub fn prelude(&self) -> &str {
        self.answer.content.split_once("\0\0\0\0\0\0\0\0").unwrap().0
    }

    pub fn content(&self) -> &str {
        self.answer.content.split_once("\0\0\0\0\0\0\0\0").unwrap().1
    }
}

/// Starts the function, and returns its response to a `GET` of this path.
pub fn invoke(program: &str, path: &str) -> Invoked {
    let service = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let mut function = Command::new(program)
        .env("AWS_LAMBDA_RUNTIME_API", service.local_addr().unwrap().to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "page")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_LOG_STREAM_NAME", "stream")
        .env("AWS_LAMBDA_LOG_GROUP_NAME", "group")
        .spawn()
        .unwrap();
    let event = event(path);
    let (mut asking, _) = service.accept().unwrap();
    until_the_end_of_the_head(&mut asking);
    write!(
        asking,
        "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: 1\r\n\
         Lambda-Runtime-Deadline-Ms: 9999999999999\r\n\
         Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:1:function:page\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{event}",
        event.len()
    )
    .unwrap();
    drop(asking);
    let (answering, _) = service.accept().unwrap();
    let answer = Answer::read(answering);
    function.kill().unwrap();
    function.wait().unwrap();
    Invoked { answer }
}

fn until_the_end_of_the_head(stream: &mut TcpStream) {
    let mut head = Vec::new();
    let mut octet = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut octet).unwrap() == 1 {
        head.push(octet[0]);
    }
}

/// Returns an event in the second format of API Gateway.
fn event(path: &str) -> String {
    format!(
        r#"{{"version":"2.0","routeKey":"$default","rawPath":"{path}","rawQueryString":"",
"cookies":["__Host-token=t1"],"headers":{{"host":"example.com"}},"isBase64Encoded":false,
"requestContext":{{"accountId":"1","apiId":"1","domainName":"example.com","domainPrefix":"example",
"http":{{"method":"GET","path":"{path}","protocol":"HTTP/1.1","sourceIp":"127.0.0.1","userAgent":"test"}},
"requestId":"1","routeKey":"$default","stage":"$default","time":"01/Jan/2026:00:00:00 +0000",
"timeEpoch":1767225600000}}}}"#
    )
}
