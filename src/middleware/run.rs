//! The function of a middleware, with or without a state.

use std::fmt;
use std::future::Future;

use crate::phase::Middleware;
use crate::response::{IntoNext, Response};

/// A function of a middleware.
///
/// Each request calls a clone of it. Therefore the function may move its captured values into its
/// future.
#[allow(
    unnameable_types,
    reason = "a bound of a service whose functions are made by two constructors"
)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot run as middleware",
    label = "another error says what does not fit",
    note = "the function takes a `Response<Middleware>`, and the state before it",
    note = "a function that takes a `State<T>` is added by `middleware_with_state(matcher, State(app), run)`"
)]
pub trait Run<By>: Clone {
    type Decision: Future<Output: IntoNext<By>>;

    fn run(self, res: Response<Middleware>) -> Self::Decision;
}

#[diagnostic::do_not_recommend]
impl<F, Fut, By> Run<By> for F
where
    F: FnOnce(Response<Middleware>) -> Fut + Clone,
    Fut: Future<Output: IntoNext<By>>,
{
    type Decision = Fut;

    fn run(self, res: Response<Middleware>) -> Fut {
        self(res)
    }
}

/// A function of a middleware, and its state, which is cloned for each request.
#[derive(Clone)]
pub struct WithState<T, F> {
    pub(super) state: T,
    pub(super) run: F,
}

#[diagnostic::do_not_recommend]
impl<T, F, Fut, By> Run<By> for WithState<T, F>
where
    T: Clone,
    F: FnOnce(T, Response<Middleware>) -> Fut + Clone,
    Fut: Future<Output: IntoNext<By>>,
{
    type Decision = Fut;

    fn run(self, res: Response<Middleware>) -> Fut {
        (self.run)(self.state, res)
    }
}

/// Omits the state, which may be secret.
impl<T, F> fmt::Debug for WithState<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithState").finish_non_exhaustive()
    }
}
