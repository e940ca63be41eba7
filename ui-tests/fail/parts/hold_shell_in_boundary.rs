//! A boundary is rendered after the head was sent, so it cannot contain an open head.

use headfirst::{Html, Response, SetCookie, Shell, Streaming};

fn render(mut page: Response<Streaming>, html: Html, shell: &mut Response<Shell>, token: SetCookie) {
    page.boundary(&html, "Loading", async move |_part| { //~ E0521
        let _ = shell.set_cookie(token);
    });
}

fn main() {}
