//! The kinds of cookie names, and the settings that each kind allows.
//!
//! A name prefix guarantees attributes to the reader of the cookie: `__Secure-` and `__Host-` by
//! RFC 6265bis §4.1.3, `__Http-` and `__Host-Http-` by [draft-ietf-httpbis-layered-cookies]. A
//! definition of such a kind has no method that would break the guarantee.
//!
//! [draft-ietf-httpbis-layered-cookies]: https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-layered-cookies

/// A name without a prefix.
#[derive(Debug)]
pub enum Plain {}

/// `__Secure-`: set over a secure connection.
#[derive(Debug)]
pub enum Secure {}

/// `__Host-`: set over a secure connection, for this host and all of its paths.
#[derive(Debug)]
pub enum Host {}

/// `__Http-`: set over a secure connection by a server, and not by a script.
#[derive(Debug)]
pub enum Http {}

/// `__Host-Http-`: the guarantees of both prefixes.
#[derive(Debug)]
pub enum HostHttp {}

/// A kind of cookie name. Sealed.
pub trait Prefix: sealed::Sealed {}

impl Prefix for Plain {}
impl Prefix for Secure {}
impl Prefix for Host {}
impl Prefix for Http {}
impl Prefix for HostHttp {}

/// Kinds whose cookies may have a domain, and a path other than `/`.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cookie has no domain and no path but `/`",
    label = "its name prefix forbids this",
    note = "a client refuses such a cookie; use `CookieDef::secure_prefix` or `CookieDef::new` for one \
            that has a scope"
)]
pub trait AllowsScope: Prefix {}

impl AllowsScope for Plain {}
impl AllowsScope for Secure {}
impl AllowsScope for Http {}

/// Kinds whose cookies may be sent over a connection that is not secure.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cookie cannot be sent over a channel that is not secure",
    label = "its name prefix forbids this",
    note = "a client refuses such a cookie; use `CookieDef::new`, with a name that has no prefix"
)]
pub trait AllowsInsecure: Prefix {}

impl AllowsInsecure for Plain {}

/// Kinds whose cookies may be read by scripts.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cookie cannot be read by scripts",
    label = "its name prefix forbids this",
    note = "a client refuses such a cookie; use `CookieDef::host_prefix`, `secure_prefix` or `new`"
)]
pub trait AllowsScripts: Prefix {}

impl AllowsScripts for Plain {}
impl AllowsScripts for Secure {}
impl AllowsScripts for Host {}

mod sealed {
    #[allow(unnameable_types, reason = "unnameable is what seals `super::Prefix`")]
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not a kind of cookie name",
        label = "the kinds are a closed set",
        note = "use `Plain`, `Secure`, `Host`, `Http` or `HostHttp`"
    )]
    pub trait Sealed {
        /// The prefix of a name of this kind.
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
