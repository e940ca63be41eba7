//! salvo takes the parts of the response.

use headfirst_hosts::{address, answer};
use http_body_util::BodyExt;
use salvo::conn::{Listener, TcpListener};
use salvo::http::{ReqBody, ResBody};
use salvo::{Request, Response, Router, Server, handler};

#[handler]
async fn page(req: &mut Request, res: &mut Response) -> Result<(), salvo::Error> {
    let Ok(response) = answer(req.strip_to_hyper::<ReqBody>()?).await;
    let (head, body) = response.into_parts();
    res.status_code(head.status);
    res.set_headers(head.headers);
    res.body(ResBody::Boxed(Box::pin(body.map_err(Into::into))));
    Ok(())
}

#[tokio::main]
async fn main() {
    let app = Router::with_path("{**}").goal(page);
    Server::new(TcpListener::new(address()).bind().await).serve(app).await;
}
