//! What is allowed when: the phases of a response, and the capabilities each of them has.
//!
//! This file decides; every other one obeys it.
//!
#![doc = include_str!("../docs/matrix.md")]

/// A phase of a [`Response`](crate::Response).
///
/// Sealed: the phases are [`Head`], [`Shell`] and [`Streaming`], and there are no others.
/// Each carries its own data, so a response in a phase holds what exists in that phase and nothing
/// else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a phase of a response",
    label = "the phases are a closed set",
    note = "use `Head`, `Shell` or `Streaming`, or a parameter `P: Phase`"
)]
pub trait Phase: sealed::Sealed {}

/// Nothing has been sent or written: status, headers and cookies are open.
#[derive(Debug)]
pub enum Head {}

/// Body bytes are being kept back, and the head is still open.
#[derive(Debug)]
pub enum Shell {}

/// The head has left: the body can be written, and nothing before it can be changed.
#[derive(Debug)]
pub enum Streaming {}

#[diagnostic::do_not_recommend]
impl Phase for Head {}
#[diagnostic::do_not_recommend]
impl Phase for Shell {}
#[diagnostic::do_not_recommend]
impl Phase for Streaming {}

/// Capability: the status can be set, and header fields inserted and appended.
#[diagnostic::on_unimplemented(
    message = "the status and the headers cannot be set in phase `{Self}`",
    label = "the head may have left before this line",
    note = "set them before `stream(render)`: on the `Response<Head>`, or on the open shell",
    note = "the head travels before the body, so nothing can be added to it once the body streams"
)]
pub trait HeadOpen: Phase + sealed::Fields {}

impl HeadOpen for Head {}
impl HeadOpen for Shell {}

/// Capability: cookies can be set and removed, which are a part of the head.
#[diagnostic::on_unimplemented(
    message = "cookies cannot be set or removed in phase `{Self}`",
    label = "the head may have left before this line",
    note = "do it before `stream(render)`: on the `Response<Head>`, or on the open shell",
    note = "the head travels before the body, so nothing can be added to it once the body streams"
)]
pub trait CookiesOpen: HeadOpen {}

impl CookiesOpen for Head {}
impl CookiesOpen for Shell {}

/// Capability: body bytes can be written.
#[diagnostic::on_unimplemented(
    message = "body bytes cannot be written in phase `{Self}`",
    label = "the body may not have begun here",
    note = "open it with `shell()`, or write in the render of `stream(render)`"
)]
pub trait BodyOpen: Phase + sealed::Writes {}

impl BodyOpen for Shell {}
impl BodyOpen for Streaming {}

/// Capability: the response can still be a redirect, have no content, or be not modified.
#[diagnostic::on_unimplemented(
    message = "a response in phase `{Self}` cannot be answered with a head alone",
    label = "the body may have begun before this line",
    note = "from a shell, call `discard()` first: it gives back the `Response<Head>`",
    note = "for a render it is too late: answer before `stream(render)`"
)]
pub trait MayAnswer: HeadOpen {}

impl MayAnswer for Head {}

/// Capability: the head can be sent now, with a render to write the body after it.
#[diagnostic::on_unimplemented(
    message = "a response in phase `{Self}` cannot begin to stream",
    label = "there may be no head left to send",
    note = "call `stream(render)` once, on the `Response<Head>` or on the open shell"
)]
pub trait MayStream: Phase + sealed::Commits {}

impl MayStream for Head {}
impl MayStream for Shell {}

/// What each phase owns, and the ways in that only this crate has.
///
/// A capability trait is public, so that it can be a bound, and cannot be implemented outside,
/// because its supertrait here cannot be named.
pub(crate) mod sealed {
    use bytes::Bytes;

    use super::{Head, Shell, Streaming};
    use crate::body::{Chunk, Writer};
    use crate::response::{Fields as HeadFields, ShellData};

    #[allow(unnameable_types, reason = "unnameable is what seals `super::Phase`")]
    #[diagnostic::on_unimplemented(
        message = "`{Self}` is not a phase of a response",
        label = "the phases are a closed set",
        note = "use `Head`, `Shell` or `Streaming`, or a parameter `P: Phase`"
    )]
    pub trait Sealed: 'static {
        type Data: std::fmt::Debug;
    }

    #[diagnostic::do_not_recommend]
    impl Sealed for Head {
        type Data = HeadFields;
    }
    #[diagnostic::do_not_recommend]
    impl Sealed for Shell {
        type Data = ShellData;
    }
    #[diagnostic::do_not_recommend]
    impl Sealed for Streaming {
        type Data = Writer;
    }

    /// The data has a status and header fields.
    #[allow(unnameable_types, reason = "unnameable is what seals `super::HeadOpen`")]
    pub trait Fields: Sealed {
        fn fields(data: &Self::Data) -> &HeadFields;
        fn fields_mut(data: &mut Self::Data) -> &mut HeadFields;
        fn into_fields(data: Self::Data) -> HeadFields;
    }

    impl Fields for Head {
        fn fields(data: &HeadFields) -> &HeadFields {
            data
        }
        fn fields_mut(data: &mut HeadFields) -> &mut HeadFields {
            data
        }
        fn into_fields(data: HeadFields) -> HeadFields {
            data
        }
    }
    impl Fields for Shell {
        fn fields(data: &ShellData) -> &HeadFields {
            &data.fields
        }
        fn fields_mut(data: &mut ShellData) -> &mut HeadFields {
            &mut data.fields
        }
        fn into_fields(data: ShellData) -> HeadFields {
            data.fields
        }
    }

    /// The data takes body bytes.
    #[allow(unnameable_types, reason = "unnameable is what seals `super::BodyOpen`")]
    pub trait Writes: Sealed {
        fn write(data: &mut Self::Data, chunk: Chunk<'_>);
    }

    impl Writes for Shell {
        fn write(data: &mut ShellData, mut chunk: Chunk<'_>) {
            data.body.push(&mut chunk);
        }
    }
    impl Writes for Streaming {
        #[inline]
        fn write(data: &mut Writer, chunk: Chunk<'_>) {
            data.push(chunk);
        }
    }

    /// The data is a head that can be sent, with the body bytes that were written so far.
    #[allow(unnameable_types, reason = "unnameable is what seals `super::MayStream`")]
    pub trait Commits: Sealed {
        fn commit(data: Self::Data) -> (HeadFields, Bytes);
    }

    impl Commits for Head {
        fn commit(data: HeadFields) -> (HeadFields, Bytes) {
            (data, Bytes::new())
        }
    }
    impl Commits for Shell {
        fn commit(data: ShellData) -> (HeadFields, Bytes) {
            (data.fields, data.body.into_bytes())
        }
    }
}
