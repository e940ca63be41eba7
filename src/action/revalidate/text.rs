//! Revalidations as text, for transport to other machines.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use super::Revalidation;

/// Formats the kind and the target: `path /todos`, `prefix /blog`, `tag todos` or `all`.
impl fmt::Display for Revalidation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "path {path}"),
            Self::PathPrefix(path) => write!(f, "prefix {path}"),
            Self::Tag(tag) => write!(f, "tag {tag}"),
            Self::All => f.write_str("all"),
        }
    }
}

impl FromStr for Revalidation {
    type Err = InvalidRevalidation;

    /// Parses text written by `Display`.
    ///
    /// # Errors
    /// Returns [`InvalidRevalidation`] if the text is anything else.
    fn from_str(text: &str) -> Result<Self, InvalidRevalidation> {
        let path = |path: &str| path.parse().map_err(|_| InvalidRevalidation(()));
        match text.split_once(' ') {
            Some(("path", text)) => path(text).map(Self::Path),
            Some(("prefix", text)) => path(text).map(Self::PathPrefix),
            Some(("tag", tag)) => Ok(Self::Tag(tag.to_owned().into())),
            None if text == "all" => Ok(Self::All),
            _ => Err(InvalidRevalidation(())),
        }
    }
}

/// Error returned when a text is not a revalidation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRevalidation(());

impl fmt::Display for InvalidRevalidation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not `path`, `prefix` or `tag` with a value, and not `all`")
    }
}

impl Error for InvalidRevalidation {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_read_as_it_was_written() {
        let path = |text: &str| text.parse().unwrap();
        for changed in [
            Revalidation::Path(path("/gr\u{fc}n")),
            Revalidation::PathPrefix(path("/")),
            Revalidation::Tag("".into()),
            Revalidation::Tag("a b\nc".into()),
            Revalidation::All,
        ] {
            assert_eq!(changed.to_string().parse(), Ok(changed));
        }
        for text in ["", "all ", "path", "path todos", "tags a", "prefix //a"] {
            assert!(text.parse::<Revalidation>().is_err(), "{text}");
        }
    }
}
