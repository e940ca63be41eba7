//! A framework's context: a response with the framework's own data, in each phase that it uses.

use std::future::Future;
use std::sync::{Arc, Mutex};

use axum::extract::{FromRef, FromRequestParts};
use headfirst::body::RenderOutput;
use headfirst::cookie::CookieError;
use headfirst::{
    Action, Body, CanSendBody, CanSetCookies, CookieDef, Head, Phase, Response, Shell, Streaming,
    cookie_def,
};
use http::request::Parts;

const USER: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-user"));

/// Orders, which can be read and added.
#[derive(Clone, Debug, Default)]
pub struct Orders(Arc<Mutex<Vec<String>>>);

/// Orders, which can only be read.
#[derive(Clone, Debug)]
pub struct ReadOrders(Orders);

impl From<Orders> for ReadOrders {
    fn from(orders: Orders) -> Self {
        Self(orders)
    }
}

/// A phase that the framework uses, with its data in that phase.
#[diagnostic::on_unimplemented(
    message = "there is no context in phase `{Self}`",
    label = "this framework does not use the phase",
    note = "use a context in the phase `Action`, `Head`, `Shell` or `Streaming`"
)]
pub trait Stage: Phase {
    type Orders: Send + 'static;
}
#[diagnostic::do_not_recommend]
impl Stage for Action {
    type Orders = Orders;
}
#[diagnostic::do_not_recommend]
impl Stage for Head {
    type Orders = ReadOrders;
}
#[diagnostic::do_not_recommend]
impl Stage for Shell {
    type Orders = ReadOrders;
}
#[diagnostic::do_not_recommend]
impl Stage for Streaming {
    type Orders = ReadOrders;
}

/// Capability: a user can log in. Every phase that can set cookies has it.
#[diagnostic::on_unimplemented(
    message = "a user cannot log in in phase `{Self}`",
    label = "the login cookie can no longer be sent",
    note = "log in before `stream(render)`"
)]
pub trait CanLogIn: CanSetCookies {}
impl<P: CanSetCookies> CanLogIn for P {}

/// Capability: an order can be added. The phases that have it are a list.
#[diagnostic::on_unimplemented(
    message = "orders cannot be added in phase `{Self}`",
    label = "a page can only show orders",
    note = "add orders in a handler that takes a context in the phase `Action`"
)]
pub trait CanAddOrders: Stage<Orders = Orders> {}
#[diagnostic::do_not_recommend]
impl CanAddOrders for Action {}

/// Capability: the page can be sent. One bound instead of two, so a mistake has one message.
#[diagnostic::on_unimplemented(
    message = "a page cannot be sent in phase `{Self}`",
    label = "there is no page yet, or it is already being sent",
    note = "call `into_page()` on a context in the phase `Action`"
)]
pub trait CanSendPage: CanSendBody + Stage<Orders = ReadOrders> {}
#[diagnostic::do_not_recommend]
impl CanSendPage for Head {}
#[diagnostic::do_not_recommend]
impl CanSendPage for Shell {}

/// A response and the orders of the application, in phase `P`.
#[must_use = "a context that is dropped is never sent"]
pub struct Context<P: Stage> {
    res: Response<P>,
    orders: P::Orders,
}

impl<P: Stage> Context<P> {
    /// Logs a user in, with a cookie.
    pub fn log_in(&mut self, user: &str) -> Result<(), CookieError>
    where
        P: CanLogIn,
    {
        self.res.set_cookie(USER.value(user))?;
        Ok(())
    }

    /// Adds an order.
    pub fn add_order(&mut self, order: &str)
    where
        P: CanAddOrders,
    {
        let mut orders = self.orders.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        orders.push(order.to_owned());
    }

    /// Sends the head, and then what the render function writes.
    pub fn stream<F, Fut>(self, render: F) -> http::Response<Body>
    where
        P: CanSendPage,
        F: FnOnce(Context<Streaming>) -> Fut + Send + 'static,
        Fut: Future<Output: RenderOutput> + Send + 'static,
    {
        let Self { res, orders } = self;
        res.stream(|res| render(Context { res, orders }))
    }
}

impl Context<Action> {
    /// Ends the action: the page after it can only read orders.
    pub fn into_page(self) -> Context<Head> {
        Context { res: self.res.into_head(), orders: self.orders.into() }
    }
}

impl Context<Head> {
    /// Opens a shell.
    pub fn into_shell(self) -> Context<Shell> {
        Context { res: self.res.shell(), orders: self.orders }
    }
}

impl Context<Streaming> {
    /// Writes the orders as a list.
    pub fn write_orders(&mut self) {
        let orders = self.orders.0.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        for order in orders.iter() {
            self.res.write(format!("<li>{order}</li>"));
        }
    }
}

/// An extractor for every phase in which axum can create a response.
impl<S: Sync, P: Stage> FromRequestParts<S> for Context<P>
where
    Response<P>: FromRequestParts<S>,
    P::Orders: FromRef<S>,
{
    type Rejection = <Response<P> as FromRequestParts<S>>::Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let res = Response::from_request_parts(parts, state).await?;
        Ok(Self { res, orders: P::Orders::from_ref(state) })
    }
}
