//! A path pattern, normalized in the same way as paths.

use std::error::Error;
use std::fmt;

use matchit::{InsertError, Router};

use super::normalize::{ByteKind, byte_kind, parse_escape, push_escape};

/// A path pattern.
///
/// Each pattern has its own router. A router with several patterns allocates when it backtracks
/// from one to another.
#[derive(Clone, Debug)]
pub(super) struct Pattern(Router<()>);

impl Pattern {
    /// Compiles a pattern with the semantics of axum's router.
    pub(super) fn exactly(pattern: &str) -> Result<Self, PatternError> {
        Self::compile(pattern, &normalized(pattern)?)
    }

    /// Compiles a pattern whose catch-all also matches an empty rest.
    ///
    /// This is how a file service treats its catch-all.
    pub(super) fn at_least(pattern: &str) -> Result<Self, PatternError> {
        let normal = normalized(pattern)?;
        let mut compiled = Self::compile(pattern, &normal)?;
        if let Some(start) = normal.rfind("/{*") {
            compiled.add(pattern, &normal[..=start])?;
        }
        Ok(compiled)
    }

    /// Compiles the pattern for a path and everything below it.
    pub(super) fn under(pattern: &str) -> Result<Self, PatternError> {
        let normal = normalized(pattern)?;
        let top = normal.strip_suffix('/').unwrap_or(&normal);
        if top.contains("{*") {
            return Err(PatternError::new(pattern, Reason::CatchAll));
        }
        let mut compiled = Self::compile(pattern, &format!("{top}/{{*below}}"))?;
        compiled.add(pattern, &format!("{top}/"))?;
        if !top.is_empty() {
            compiled.add(pattern, top)?;
        }
        Ok(compiled)
    }

    fn compile(pattern: &str, normal: &str) -> Result<Self, PatternError> {
        let mut compiled = Self(Router::new());
        compiled.add(pattern, normal)?;
        Ok(compiled)
    }

    fn add(&mut self, pattern: &str, normal: &str) -> Result<(), PatternError> {
        let added = self.0.insert(normal, ());
        added.map_err(|error| PatternError::new(pattern, Reason::Malformed(error)))
    }

    pub(super) fn matches(&self, path: &str) -> bool {
        self.0.at(path).is_ok()
    }
}

/// Normalizes the text between parameters as a path.
fn normalized(pattern: &str) -> Result<String, PatternError> {
    let error = |reason| Err(PatternError::new(pattern, reason));
    if !pattern.starts_with('/') {
        return error(Reason::NoSlash);
    }
    let mut normal = String::with_capacity(pattern.len());
    let mut rest = pattern.as_bytes();
    while let &[byte, ref after @ ..] = rest {
        rest = after;
        match byte {
            b'{' | b'}' if after.first() == Some(&byte) => {
                rest = &after[1..];
                push_escape(&mut normal, byte);
            }
            b'{' => {
                let Some(end) = after.iter().position(|&byte| byte == b'}') else {
                    normal.push('{');
                    continue;
                };
                normal.push_str(&pattern[pattern.len() - rest.len() - 1..][..end + 2]);
                rest = &after[end + 1..];
            }
            // The router rejects this brace, as it does an unclosed one.
            b'}' => normal.push('}'),
            b'?' | b'#' => return error(Reason::NotOfThePath),
            b'/' if after.first() == Some(&b'/') => return error(Reason::RepeatedSlash),
            b'/' => normal.push('/'),
            b'%' => {
                let Some((byte, _)) = parse_escape(after) else { return error(Reason::Percent) };
                rest = &after[2..];
                match byte_kind(byte) {
                    ByteKind::Unreserved => normal.push(char::from(byte)),
                    ByteKind::Reserved => return error(Reason::Reserved(char::from(byte))),
                    ByteKind::Doubtful if byte != b'%' => return error(Reason::InDoubt),
                    ByteKind::Escaped | ByteKind::Doubtful => push_escape(&mut normal, byte),
                }
            }
            _ => match byte_kind(byte) {
                ByteKind::Unreserved | ByteKind::Reserved => normal.push(char::from(byte)),
                ByteKind::Escaped => push_escape(&mut normal, byte),
                ByteKind::Doubtful => return error(Reason::InDoubt),
            },
        }
    }
    if normal.split('/').any(|segment| matches!(segment, "." | "..")) {
        return error(Reason::Dots);
    }
    Ok(normal)
}

/// The error of a pattern that is malformed or can match no request.
///
/// # Examples
/// ```
/// use headfirst::middleware::Matcher;
///
/// let error = Matcher::under("app").unwrap_err();
/// assert_eq!(error.to_string(), "invalid path pattern `app`: it does not start with `/`");
/// ```
#[derive(Clone, Debug)]
pub struct PatternError {
    pattern: String,
    reason: Reason,
}

/// The reason why a pattern is invalid.
#[derive(Clone, Debug)]
enum Reason {
    NoSlash,
    NotOfThePath,
    RepeatedSlash,
    Dots,
    Percent,
    Reserved(char),
    InDoubt,
    CatchAll,
    Malformed(InsertError),
}

impl PatternError {
    fn new(pattern: &str, reason: Reason) -> Self {
        Self { pattern: pattern.to_owned(), reason }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid path pattern `{}`: ", self.pattern)?;
        match &self.reason {
            Reason::NoSlash => f.write_str("it does not start with `/`"),
            Reason::NotOfThePath => f.write_str(
                "`?` and `#` end a path, and only the path is compared (`%3F` and `%23` are a part of it)",
            ),
            Reason::RepeatedSlash => f.write_str("repeated slashes are compared as one"),
            Reason::Dots => f.write_str("`.` and `..` are removed from a path before it is compared"),
            Reason::Percent => f.write_str("`%` is not followed by two hex digits (`%25` is a percent sign)"),
            Reason::Reserved(char) => write!(f, "write `{char}`, which matches its escape too"),
            Reason::InDoubt => f.write_str(
                "a path with an escaped slash, a backslash or a NUL cannot be told from others, so it \
                 matches every pattern of `paths` and none of `except`",
            ),
            Reason::CatchAll => f.write_str("all that is below it is matched without `{*..}`"),
            Reason::Malformed(error) => error.fmt(f),
        }
    }
}

impl Error for PatternError {}
