//! The kinds of cookie names, and what a definition of each kind can say.
//!
//! A name prefix promises something to whoever reads the cookie: `__Secure-` and `__Host-` by RFC 6265bis
//! §4.1.3, `__Http-` and `__Host-Http-` by [draft-ietf-httpbis-layered-cookies]. A definition of that kind
//! has no method that would break the promise.
//!
//! [draft-ietf-httpbis-layered-cookies]: https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-layered-cookies

/// A name without a prefix.
#[derive(Debug)]
pub enum Plain {}

/// `__Secure-`: set over a secure channel.
#[derive(Debug)]
pub enum Secure {}

/// `__Host-`: set over a secure channel, for this host and all of its paths.
#[derive(Debug)]
pub enum Host {}

/// `__Http-`: set over a secure channel by a server, and not by a script.
#[derive(Debug)]
pub enum Http {}

/// `__Host-Http-`: what both say.
#[derive(Debug)]
pub enum HostHttp {}

/// A kind of cookie name. Sealed.
pub trait Kind: sealed::Sealed {}

impl Kind for Plain {}
impl Kind for Secure {}
impl Kind for Host {}
impl Kind for Http {}
impl Kind for HostHttp {}

/// Kinds whose cookies may have a domain, and a path other than `/`.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cookie has no domain and no path but `/`",
    label = "its name prefix forbids this",
    note = "a client refuses such a cookie; use `CookieDef::secure` or `CookieDef::plain` for one \
            that has a scope"
)]
pub trait Scoped: Kind {}

impl Scoped for Plain {}
impl Scoped for Secure {}
impl Scoped for Http {}

/// Kinds whose cookies may be sent over a channel that is not secure.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cookie cannot be sent over a channel that is not secure",
    label = "its name prefix forbids this",
    note = "a client refuses such a cookie; use `CookieDef::plain`, with a name that has no prefix"
)]
pub trait MayBeInsecure: Kind {}

impl MayBeInsecure for Plain {}

/// Kinds whose cookies may be read by scripts.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cookie cannot be read by scripts",
    label = "its name prefix forbids this",
    note = "a client refuses such a cookie; use `CookieDef::host`, `secure` or `plain`"
)]
pub trait MayBeReadByScripts: Kind {}

impl MayBeReadByScripts for Plain {}
impl MayBeReadByScripts for Secure {}
impl MayBeReadByScripts for Host {}

mod sealed {
    #[allow(unnameable_types, reason = "unnameable is what seals `super::Kind`")]
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not a kind of cookie name",
        label = "the kinds are a closed set",
        note = "use `Plain`, `Secure`, `Host`, `Http` or `HostHttp`"
    )]
    pub trait Sealed {
        /// What a name of this kind begins with.
        const PREFIX: &'static str;
    }

    #[diagnostic::do_not_recommend]
    impl Sealed for super::Plain {
        const PREFIX: &'static str = "";
    }
    #[diagnostic::do_not_recommend]
    impl Sealed for super::Secure {
        const PREFIX: &'static str = "__Secure-";
    }
    #[diagnostic::do_not_recommend]
    impl Sealed for super::Host {
        const PREFIX: &'static str = "__Host-";
    }
    #[diagnostic::do_not_recommend]
    impl Sealed for super::Http {
        const PREFIX: &'static str = "__Http-";
    }
    #[diagnostic::do_not_recommend]
    impl Sealed for super::HostHttp {
        const PREFIX: &'static str = "__Host-Http-";
    }
}
