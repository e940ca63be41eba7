mistakes! {
    /// Too late: the head has left
    too_late {
        /// Setting a cookie in a stream.
        ///
        /// `jar.add` in `Body::from_stream`, `ResponseOptions` or `cookies().set` in a component: elsewhere it
        /// is a 200 without the cookie, or an exception when the program runs.
        cookies / set_cookie_in_render: E0277;

        /// Calling a helper in a render that rotates a token.
        ///
        /// Where this is found out when the program runs, the server has spent the old token by then, and
        /// the client never gets the new one. A helper says in its signature that it sets cookies, so the
        /// call does not compile, however deep it is.
        cookies / rotate_token_in_render: E0277;

        /// Setting a cookie in a spawned task.
        ///
        /// The task may end after the head has left, or never. A head that was moved into it cannot be sent,
        /// and one that is sent cannot be moved into it.
        seal / spawn_head_with_render: E0382;

        /// Setting a cookie in a task that runs after the response.
        ///
        /// `after()` of Next.js, `waitUntil` of a worker, a destructor: what is told of the end has nothing
        /// that could be set.
        parts / set_cookie_in_after: E0599;

        /// Setting a cookie in a Suspense boundary.
        ///
        /// `expect_context::<ResponseOptions>()` in a `<Suspense>`: whether it still arrives depends on
        /// which is faster. Here the content of a boundary is always after the head.
        parts / set_cookie_in_boundary: E0277;

        /// Setting a cookie when the response has been made.
        cookies / set_cookie_after_shell_left: E0382;

        /// Sending a cookie as a trailer.
        ///
        /// Browsers read no `Set-Cookie` after a body; a server or a proxy may drop it on the way.
        parts / name_set_cookie_as_trailer: E0080;

        /// Setting the status once the page streams.
        ///
        /// `notFound()` below a `loading.js`, `parts.status = ..` in a closure: the answer is a 200.
        head / set_status_in_render: E0277;

        /// Setting a header once the page streams.
        head / insert_header_in_render: E0277;

        /// Sending early hints from a render.
        ///
        /// 103 is an interim response, before the head. In a render there is nothing that it could be
        /// earlier than; and no exit sends one, as the
        /// [escape hatches](crate::_escape_hatches) say of `set_status`.
        head / send_early_hints_in_render: E0277;

        /// Redirecting from a render.
        ///
        /// Once a page has begun to stream, `redirect()` in a component is a 200.
        transitions / redirect_in_render: E0277;

        /// Redirecting from a Suspense boundary.
        parts / redirect_in_boundary: E0277;
    }

    /// One head: no copies, no sharing
    one_head {
        /// Setting a cookie on a clone.
        ///
        /// `jar.clone().add(..)`: the clone is dropped, with the cookie.
        seal / clone_head: E0308;

        /// Sharing the head, or its cookies, with whatever runs at the same time.
        ///
        /// A jar in an `Arc<Mutex<_>>`, an extension or a task local can be written at any time, and answers
        /// that the cookie was set.
        seal / share_head_by_mutex: E0507;

        /// Writing a helper that works in every phase, and sets a cookie.
        cookies / set_cookie_in_unbounded_helper: E0277;

        /// Writing a helper without a bound.
        transitions / write_helper_without_bound: E0277;
    }

    /// Exits: sent twice, or never
    exits {
        /// Sending a response twice.
        transitions / stream_twice: E0382;

        /// Forgetting to return the response.
        ///
        /// A handler that may return anything returns an empty 200.
        transitions / forget_to_send: E0308;

        /// Forgetting to call the next handler in a middleware.
        middleware / forget_to_go_on: E0277;

        /// Setting a cookie in a middleware after `next()`.
        ///
        /// The page of the same request has read the old token by then. A middleware that sets it before
        /// hands it inward.
        middleware / set_cookie_after_going_on: E0382;

        /// Setting a cookie in a middleware that the handler sets too.
        ///
        /// Where two lines of one name go out, it depends on their order which one a client keeps.
        middleware / set_cookie_of_handler: Ok;

        /// Leaving a handler by `?`, with a cookie that was set.
        ///
        /// Elsewhere the error page is made of the error alone, and a token that was rotated is lost with the
        /// head.
        errors / leave_by_question_mark: Ok;

        /// Forgetting the layer that keeps the cookies of a handler that fails.
        errors / forget_to_keep_cookies: Err;

        /// Redirecting when the page has begun.
        transitions / redirect_with_open_shell: E0277;

        /// Returning a response that is still open.
        ///
        /// On axum, without `#[axum::debug_handler]`, rustc says: "the trait bound
        /// `fn(Response<Head>) -> impl Future<Output = ...> {page}: Handler<_, _>` is not satisfied".
        transitions / return_head: E0277;

        /// Returning a response in a tuple with a body of axum.
        ///
        /// `(jar, Json(..))` of axum-extra. A status, a trailer or a callback for the end would be lost.
        transitions / return_head_with_json: E0277;

        /// Redirecting to text that is known at run time.
        transitions / redirect_to_text: E0277;

        /// Redirecting to borrowed text.
        transitions / redirect_to_borrowed_text: E0716;

        /// Writing to a response before it has a body.
        body / write_to_head: E0277;

        /// Writing a template that may fail.
        body / write_template: E0277;

        /// Ending a render by `Ok(())`, without a type of its errors.
        body / end_render_by_ok: E0282;

        /// Borrowing from the handler in a render.
        ///
        /// A render outlives its handler: it runs when the server polls the body.
        body / borrow_in_render: E0597;

        /// Forgetting the `move` of a render.
        body / forget_move_of_render: E0373;

        /// Forgetting the `move` of a render that is an async closure.
        body / forget_move_of_async_render: E0597;

        /// Borrowing from the page in a boundary.
        parts / borrow_in_boundary: E0597;

        /// Borrowing the state of a middleware.
        middleware / borrow_state: E0515;

        /// Panicking in a stream, whose page then looks complete.
        ///
        /// A panic or an `Err` after the head ends the body with an error, which the server turns into a
        /// broken transfer. There is no status left to say it with.
        body / panic_in_render: Err;
    }

    /// Cookies that clients refuse
    cookies {
        /// Naming a cookie `__Host-` without what the prefix promises.
        definitions / plain_with_host_prefix: E0080;

        /// Giving a `__Host-` cookie a domain.
        definitions / host_with_domain: E0277;

        /// Configuring a `__Host-` cookie that is not `Secure`.
        ///
        /// What is known only when the program runs is checked when it becomes a `SetCookie`.
        cookies / set_dynamic_host_cookie: Err;

        /// Setting `SameSite=None` without `Secure`.
        definitions / insecure_cross_site: E0080;

        /// Setting `Partitioned` without `Secure`.
        definitions / insecure_partitioned: E0080;

        /// Keeping a cookie for more than 400 days.
        definitions / lifetime_over_400_days: E0080;

        /// Writing a `;` in a cookie's path.
        definitions / path_with_semicolon: E0080;

        /// Writing a `;` in a cookie's value.
        cookies / set_value_with_semicolon: Err;

        /// Writing a line break in a cookie's value.
        ///
        /// Elsewhere the cookie is dropped when the response leaves, and nobody is told.
        cookies / set_value_with_line_break: Err;

        /// Setting a cookie from a string.
        cookies / set_raw_cookie: E0277;

        /// Setting a cookie as a header.
        ///
        /// `headers.append("set-cookie", ..)`, or `insert`, which drops those that were there.
        head / insert_set_cookie_as_header: E0277;

        /// Defining one name twice, with two paths.
        cookies / define_name_twice: Err;

        /// Moving a cookie to another path.
        ///
        /// The old one stays in the client, which sends both from then on.
        cookies / move_cookie_to_other_path: Ok;

        /// Setting more cookies than clients take.
        ///
        /// What is too much is dropped without a word, or the whole response is refused.
        cookies / set_more_than_clients_take: Err;

        /// Removing a cookie by its name.
        ///
        /// A client removes it only by the path and the domain that it was set with.
        cookies / remove_cookie_by_name: E0277;
    }

    /// Pages that caches share
    caches {
        /// Setting a cookie on a page that everyone shares.
        cookies / set_cookie_of_shared_page: E0277;

        /// Reading a cookie on a page that everyone shares.
        ///
        /// `cookies()` under `use cache`, a handler behind a cache that goes by the path: the next client
        /// sees the page of this one.
        cookies / read_cookie_of_shared_page: E0277;

        /// Setting `Cache-Control: public` on a response that sets a cookie.
        head / insert_public_cache_control: E0277;
    }

    /// Actions: who may start one, and from where
    actions {
        /// Letting a link start an action.
        actions / act_on_get: Err;

        /// Letting another site start an action.
        actions / act_across_sites: Err;

        /// Starting an action with a request that nobody has checked.
        actions / begin_in_action: E0277;

        /// Calling an action in a render.
        ///
        /// A page that is shown, prefetched or reloaded would change something. An action that takes
        /// `&mut Response<Action>` is refused by rustc's words, "mismatched types: expected
        /// `&mut Response<Action>`, found `&mut Response<Head>`"; with `P: CanAct` the message names the way out.
        actions / call_action_in_render: E0277;

        /// Taking an action without its state.
        ///
        /// On axum, without `#[axum::debug_handler]`, rustc says: "the trait bound
        /// `fn(Response<Action>) -> ... {save}: Handler<..., ()>` is not satisfied".
        actions / act_without_state: E0277;

        /// Taking an action with a state that has no guard for it.
        actions / act_with_other_state: E0277;

        /// Handling a form twice that was posted twice.
        ///
        /// A client that has cancelled its first request posts again, and so does a double click. Both requests
        /// are of a page of this site, so no check of origins tells them apart.
        actions / post_form_twice: Ok;

        /// Revalidating in a render.
        ///
        /// `revalidatePath()` in a component: a page that shows something has not changed it.
        actions / revalidate_in_render: E0277;
    }

    /// Framing: what the server writes
    framing {
        /// Sending a body with a 204.
        ///
        /// With a `Content-Length` of it, the client waits for what does not come, or takes it for the next
        /// response.
        transitions / no_content_with_body: E0061;

        /// Setting a header by a constant of the http crate.
        ///
        /// `http::header::SET_COOKIE` and `http::header::ETAG` have one type, so no compiler tells them apart.
        head / insert_header_of_http: E0277;

        /// Setting a header to text.
        head / insert_text_as_value: E0277;

        /// Setting the status by a number.
        head / set_status_by_number: E0277;

        /// Setting `Content-Length` by hand.
        head / name_framing_field: E0080;

        /// Copying the framing of another response.
        head / name_framing_field_at_run_time: Err;

        /// Sending a trailer that nobody was told of.
        parts / send_undeclared_trailer: E0308;
    }
}
