//! Pending cookies are sent with the final response to the request, however its handler ends.

mod after;
mod bare;
mod caches;
mod handlers;
mod identity;
mod layers;
mod limits;
mod lost;
mod random;
mod scopes;
#[path = "../support/mod.rs"]
mod support;

use std::net::SocketAddr;

use headfirst::CanSetCookies;
use support::{Version, cookie, curl_to};

pub(crate) const TOKEN: &str = "token=t2; Path=/";

/// Sets the cookie that must not be lost.
pub(crate) fn rotate<P: CanSetCookies>(res: &mut headfirst::Response<P>) {
    res.set_cookie(cookie("token", "t2")).unwrap();
}

/// The response that a client received.
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Got {
    /// Sends a request with curl.
    pub(crate) async fn from(address: SocketAddr, version: Version, target: &str) -> Self {
        let url = format!("http://{address}{target}");
        let text = curl_to(&url, version, &["-i"]).await.text().to_owned();
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        Self { status, text }
    }

    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let (head, _) = self.text.split_once("\r\n\r\n").unwrap_or((&self.text, ""));
        let fields = head.lines().filter_map(|line| line.split_once(": "));
        fields.filter(|field| field.0.eq_ignore_ascii_case(name)).map(|field| field.1).collect()
    }

    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.all("set-cookie")
    }

    pub(crate) fn body(&self) -> &str {
        self.text.split_once("\r\n\r\n").map_or("", |both| both.1)
    }
}
