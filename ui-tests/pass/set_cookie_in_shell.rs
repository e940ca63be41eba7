//! The corrected `set_cookie_in_render`: the shell sets the cookie, the render function reads it.

use headfirst::{Head, Response, SetCookie};

#[test]
fn main() {
    let token = SetCookie::try_from(cookie::Cookie::new("token", "t2")).unwrap();
    let mut shell = Response::<Head>::new().shell();
    shell.write("<h1>Orders</h1>");
    shell.set_cookie(token).unwrap();
    let _response = shell.stream(|mut page| async move {
        let token = page.cookies().get("token").unwrap_or_default().to_owned();
        page.write(token).await
    });
}
