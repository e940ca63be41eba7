mistakes! {
    /// Too late: the head has been sent
    too_late {
        /// Setting a cookie in a stream.
        ///
        /// This is `jar.add` in `Body::from_stream`, or `ResponseOptions` or `cookies().set` in a
        /// component. Other frameworks send a 200 without the cookie, or throw an exception at run
        /// time.
        cookies / set_cookie_in_render: E0277;

        /// Calling a helper that rotates a token from a render function.
        ///
        /// If this is detected at run time, the server has already invalidated the old token, and
        /// the client never receives the new one. The signature of a helper shows that it sets
        /// cookies, so the call does not compile, however deeply it is nested.
        cookies / rotate_token_in_render: E0277;

        /// Setting a cookie in a spawned task.
        ///
        /// The task may finish after the head was sent, or never. A head that was moved into the
        /// task cannot be sent, and a head that was sent cannot be moved into the task.
        seal / spawn_head_with_render: E0382;

        /// Setting a cookie in a task that runs after the response.
        ///
        /// This is `after()` in Next.js, `waitUntil` in a worker, or a destructor. Here, the
        /// callback at the end receives a summary, which has no method to set anything.
        parts / set_cookie_in_after: E0599;

        /// Setting a cookie in a Suspense boundary.
        ///
        /// With `expect_context::<ResponseOptions>()` in a `<Suspense>`, a race decides whether the
        /// cookie is sent. Here, the content of a boundary is always sent after the head.
        parts / set_cookie_in_boundary: E0277;

        /// Setting a cookie on a response that was already created.
        cookies / set_cookie_after_shell_left: E0382;

        /// Sending a cookie as a trailer.
        ///
        /// Browsers ignore `Set-Cookie` after a body, and a server or a proxy may drop it.
        parts / name_set_cookie_as_trailer: E0080;

        /// Setting the status of a page that is streaming.
        ///
        /// With `notFound()` below a `loading.js`, or `parts.status = ..` in a closure, the client
        /// receives a 200.
        head / set_status_in_render: E0277;

        /// Setting a header of a page that is streaming.
        head / insert_header_in_render: E0277;

        /// Sending early hints from a render function.
        ///
        /// A 103 is an interim response, which is sent before the head. A render function runs
        /// after the head, so its hints could not be early. No method that finishes a response
        /// sends a 103 either: see `set_status` in the [escape hatches](crate::_manual::escape_hatches).
        head / send_early_hints_in_render: E0277;

        /// Redirecting from a render function.
        ///
        /// Once a page has started to stream, `redirect()` in a component results in a 200.
        transitions / redirect_in_render: E0277;

        /// Redirecting from a Suspense boundary.
        parts / redirect_in_boundary: E0277;
    }

    /// A single head: no copies, no sharing
    one_head {
        /// Setting a cookie on a clone.
        ///
        /// With `jar.clone().add(..)`, the clone is dropped, and so is the cookie.
        seal / clone_head: E0308;

        /// Sharing the head, or its cookies, with concurrent tasks.
        ///
        /// A jar in an `Arc<Mutex<_>>`, in an extension or in a task-local can be written at any
        /// time. It always reports that the cookie was set.
        seal / share_head_by_mutex: E0507;

        /// Writing a helper that sets a cookie and accepts every phase.
        cookies / set_cookie_in_unbounded_helper: E0277;

        /// Writing a helper without a bound.
        transitions / write_helper_without_bound: E0277;

        /// Calling a helper for one phase in another.
        transitions / call_helper_of_one_phase: E0308;
    }

    /// Finishing: sent twice, or never
    exits {
        /// Sending a response twice.
        transitions / stream_twice: E0382;

        /// Forgetting to return the response.
        ///
        /// If a handler may return any type, it returns an empty 200. In axum, a handler that takes a
        /// `Response<Head>` and returns `()` or a `Json` compiles without a warning. Its cookies are
        /// sent, but not the status and the headers that it has set.
        transitions / forget_to_send: E0308;

        /// Forgetting to call the next handler in middleware.
        middleware / forget_to_go_on: E0277;

        /// Setting a cookie in middleware after `next()`.
        ///
        /// By then, the page of the same request has read the old token. Middleware that sets the
        /// cookie earlier passes it on to the page.
        middleware / set_cookie_after_going_on: E0382;

        /// Setting a cookie in middleware that the handler sets too.
        ///
        /// If two `Set-Cookie` headers with the same name are sent, their order decides which one a
        /// client stores.
        middleware / set_cookie_of_handler: Ok;

        /// Returning an error with `?` from a handler that has set a cookie.
        ///
        /// Other frameworks create the error page from the error alone. A rotated token is lost
        /// with the head.
        errors / leave_by_question_mark: Ok;

        /// Forgetting the layer that keeps the cookies of a handler that fails.
        errors / forget_to_keep_cookies: Err;

        /// Redirecting after the page was started.
        transitions / redirect_with_open_shell: E0277;

        /// Returning a response that is still open.
        ///
        /// Without `#[axum::debug_handler]`, rustc reports: "the trait bound
        /// `fn(Response<Head>) -> impl Future<Output = ...> {page}: Handler<_, _>` is not satisfied".
        transitions / return_head: E0277;

        /// Returning a response in a tuple with a body of axum.
        ///
        /// This is `(jar, Json(..))` in axum-extra. The status, trailers and callbacks of the
        /// response would be lost. If the return type is not `impl IntoResponse` but the tuple itself,
        /// rustc reports only: "the trait bound
        /// `fn(Response<Head>) -> impl Future<Output = ...> {page}: Handler<_, _>` is not satisfied",
        /// with `#[axum::debug_handler]` too.
        transitions / return_head_with_json: E0277;

        /// Returning a tuple of axum in one arm, and a response in the other.
        ///
        /// In axum, both are `IntoResponse`. But the arms of a `match`, the exits of a function and the
        /// blocks of an `if` have one type, which is `http::Response<Body>` here.
        transitions / return_tuple_in_other_arm: E0308;

        /// Returning two types from a middleware of `from_fn`.
        ///
        /// `run` returns the `Response<Answered>`, and `redirect` an `http::Response`.
        middleware / answer_in_two_types: E0308;

        /// Returning `impl IntoResponse` from middleware.
        middleware / return_any_response: E0277;

        /// Responding with data.
        transitions / respond_with_data: E0277;

        /// Redirecting to text that is known at run time.
        transitions / redirect_to_text: E0277;

        /// Redirecting to borrowed text.
        transitions / redirect_to_borrowed_text: E0716;

        /// Writing to a response before it has a body.
        body / write_to_head: E0277;

        /// Writing a template that can fail.
        body / write_template: E0277;

        /// Ending a render function with `Ok(())`, without the type of its errors.
        ///
        /// After a `?`, rustc adds E0283: "multiple `impl`s satisfying `_: From<..>` found".
        body / end_render_by_ok: E0282;

        /// Using `?` on another error in a render function that ends with a flush.
        ///
        /// The last expression determines the error type, which is `Disconnected` here. In `boundary_or_else` and
        /// `part_or_else` this is the common case, since their render functions are expected to fail.
        body / fail_before_flush: E0277;

        /// Forgetting the `async` of a render function.
        body / render_without_async: E0277;

        /// Passing a stream of chunks to `stream`.
        ///
        /// Other libraries have a `stream` that takes one. To send the chunks without a page around
        /// them, use `send_body(Body::from_stream(chunks))`.
        body / stream_chunks: E0277;

        /// Waiting in a recovery.
        parts / wait_in_recovery: E0277;

        /// Borrowing from the handler in a render function.
        ///
        /// A render function outlives its handler: it runs when the server polls the body.
        body / borrow_in_render: E0597;

        /// Forgetting the `move` of a future in a render function.
        body / forget_move_of_render: E0373;

        /// Forgetting the `move` of a render function that is an async closure.
        body / forget_move_of_async_render: E0597;

        /// Borrowing from the page in a boundary.
        ///
        /// A boundary runs on when the render function of the page has returned.
        parts / borrow_in_boundary: E0597;

        /// Passing the state of middleware without `State`.
        middleware / pass_state_without_wrapper: E0631;

        /// Borrowing the state of middleware.
        middleware / borrow_state: E0515;

        /// Panicking in a stream, so that the page looks complete.
        ///
        /// A panic or an `Err` after the head ends the body with an error, and the server aborts
        /// the transfer. It is too late for an error status.
        body / panic_in_render: Err;
    }

    /// Cookies that clients reject
    cookies {
        /// Naming a cookie `__Host-` without the attributes that the prefix requires.
        definitions / plain_with_host_prefix: E0080;

        /// Giving a `__Host-` cookie a domain.
        definitions / host_with_domain: E0277;

        /// Configuring a `__Host-` cookie that is not `Secure`.
        ///
        /// Values that are known only at run time are checked when they are converted to a
        /// `SetCookie`.
        cookies / set_dynamic_host_cookie: Err;

        /// Setting `SameSite=None` without `Secure`.
        definitions / insecure_cross_site: E0080;

        /// Setting `Partitioned` without `Secure`.
        definitions / insecure_partitioned: E0080;

        /// Setting a lifetime of more than 400 days.
        ///
        /// `make_permanent` of the cookie crate asks for 20 years. The builder's
        /// [`permanent`](crate::cookie::CookieDefBuilder::permanent) asks for 400 days, and
        /// [`capped_max_age`](crate::cookie::capped_max_age) caps the lifetime of a cookie at them.
        definitions / lifetime_over_400_days: E0080;

        /// Writing a `;` in a cookie's path.
        definitions / path_with_semicolon: E0080;

        /// Writing a `;` in a cookie's value.
        cookies / set_value_with_semicolon: Err;

        /// Setting a cookie to a value of another type.
        definitions / value_of_other_type: E0277;

        /// Changing a cookie while its value is in use.
        cookies / change_while_reading: E0502;

        /// Defining an encrypted cookie as a constant.
        ///
        /// Its keys are known only at run time. A definition that is bound to them cannot be used without
        /// them.
        definitions / private_without_keys: E0277;

        /// Writing a line break in a cookie's value.
        ///
        /// Other frameworks drop the cookie silently when they send the response.
        cookies / set_value_with_line_break: Err;

        /// Setting a cookie from a string.
        cookies / set_raw_cookie: E0277;

        /// Setting a cookie as a header.
        ///
        /// This is `headers.append("set-cookie", ..)`, or `insert`, which removes the cookies that
        /// were set before.
        head / insert_set_cookie_as_header: E0277;

        /// Defining a cookie name twice, with two paths.
        cookies / define_name_twice: Err;

        /// Moving a cookie to another path.
        ///
        /// The old cookie stays in the client, which then sends both.
        cookies / move_cookie_to_other_path: Ok;

        /// Setting more cookies than clients accept.
        ///
        /// Clients silently drop the cookies above their limit, or reject the whole response.
        cookies / set_more_than_clients_take: Err;

        /// Removing a cookie by its name.
        ///
        /// A client removes a cookie only if the path and the domain match those that it was set
        /// with.
        cookies / remove_cookie_by_name: E0277;
    }

    /// Pages in shared caches
    caches {
        /// Setting a cookie on a cacheable page.
        cookies / set_cookie_of_shared_page: E0277;

        /// Reading a cookie on a cacheable page.
        ///
        /// With `cookies()` under `use cache`, or a handler behind a cache whose key is the path,
        /// the next client sees the page of this one.
        cookies / read_cookie_of_shared_page: E0277;

        /// Setting `Cache-Control: public` on a response that sets a cookie.
        head / insert_public_cache_control: E0277;
    }

    /// Actions: who may start one, and from where
    actions {
        /// Starting an action from a link.
        actions / act_on_get: Err;

        /// Starting an action from another site.
        actions / act_across_sites: Err;

        /// Starting an action for a request that was not checked.
        actions / begin_in_action: E0277;

        /// Calling an action in a render function.
        ///
        /// Displaying, prefetching or reloading the page would then change data. If the action takes
        /// a `&mut Response<Action>`, rustc reports mismatched types: "expected
        /// `&mut Response<Action>`, found `&mut Response<Head>`". With the bound `P: CanAct`, the
        /// message names the fix.
        actions / call_action_in_render: E0277;

        /// Taking an action without its state.
        ///
        /// Without `#[axum::debug_handler]`, rustc reports: "the trait bound
        /// `fn(Response<Action>) -> ... {save}: Handler<..., ()>` is not satisfied".
        actions / act_without_state: E0277;

        /// Taking an action with a state that has no guard.
        ///
        /// Without `#[axum::debug_handler]`, rustc reports: "the trait bound
        /// `fn(Response<Action>) -> ... {save}: Handler<..., ...>` is not satisfied".
        actions / act_with_other_state: E0277;

        /// Handling a form that was posted twice.
        ///
        /// A client that has cancelled its first request posts again, and so does a double click.
        /// Both requests come from a page of this site, so the check of origins accepts both.
        actions / post_form_twice: Ok;

        /// Revalidating in a render function.
        ///
        /// This is `revalidatePath()` in a component. Displaying data does not change it, so there
        /// is nothing to revalidate.
        actions / revalidate_in_render: E0277;
    }

    /// Framing: set by the server
    framing {
        /// Sending a body with a 204.
        ///
        /// If the response has a `Content-Length`, the client waits for content that does not
        /// arrive, or reads it as the next response.
        transitions / no_content_with_body: E0061;

        /// Setting a header by a constant of the http crate.
        ///
        /// `http::header::SET_COOKIE` and `http::header::ETAG` have the same type, so the compiler
        /// cannot tell them apart.
        head / insert_header_of_http: E0277;

        /// Borrowing all headers to change them.
        ///
        /// This is `response.headers_mut()` of the http crate.
        head / borrow_headers: E0277;

        /// Setting a header to text.
        head / insert_text_as_value: E0277;

        /// Setting the status by a number.
        head / set_status_by_number: E0277;

        /// Setting `Content-Length` directly.
        head / name_framing_field: E0080;

        /// Copying the framing headers of another response.
        head / name_framing_field_at_run_time: Err;

        /// Sending a trailer that was not declared.
        parts / send_undeclared_trailer: E0308;
    }
    /// Names that other crates have too
    names {
        /// Importing all of this crate next to the crate `cookie`.
        ///
        /// In an expression, `cookie` is then the module, and rustc reports: "cannot find `CookieJar` in
        /// `cookie`". In an import of such a name, it adds E0432: "no `CookieJar` in `cookie`". The path
        /// `::cookie` is always the crate.
        cookies / import_all_beside_crate: E0659;

        /// Importing the response of axum by name, and this one by the prelude.
        transitions / take_response_of_axum: E0599;
    }
}
