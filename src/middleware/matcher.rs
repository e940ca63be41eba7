//! A matcher for the requests that a middleware runs for.

use std::fmt;
use std::sync::Arc;

use http::{Method, Uri};

use super::path::Path;
use super::pattern::{Pattern, PatternError};

#[doc = include_str!("../../docs/matcher.md")]
#[derive(Clone, Debug)]
pub struct Matcher {
    /// Shared, because each request clones the service that contains the matcher.
    rules: Arc<Rules>,
}

/// The conditions of a matcher, all of which a request must meet.
#[derive(Clone, Default)]
struct Rules {
    /// The patterns of the paths, or `None` for every path.
    paths: Option<Vec<Pattern>>,
    except: Vec<Pattern>,
    methods: Option<Vec<Method>>,
}

impl Matcher {
    /// Matches every request.
    #[must_use]
    pub fn everything() -> Self {
        Self { rules: Arc::default() }
    }

    fn one_of(paths: Vec<Pattern>) -> Self {
        Self { rules: Arc::new(Rules { paths: Some(paths), ..Rules::default() }) }
    }

    /// Matches requests whose path matches one of these patterns.
    ///
    /// # Errors
    /// Returns the first pattern that is malformed or that can match no request, with the reason.
    pub fn paths<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, PatternError> {
        let paths: Result<_, _> = patterns.into_iter().map(Pattern::at_least).collect();
        paths.map(Self::one_of)
    }

    /// Matches a path, with and without a trailing slash, and everything below it.
    ///
    /// # Errors
    /// Returns an error as [`paths`](Self::paths) does, and for a pattern that ends with a
    /// catch-all.
    ///
    /// # Examples
    /// ```
    /// use headfirst::middleware::Matcher;
    /// use http::Method;
    ///
    /// let matcher = Matcher::under("/app")?;
    /// for path in ["/app", "/app/", "/app/orders/7", "/%61pp", "//app", "/app%2Forders"] {
    ///     assert!(matcher.matches(&Method::GET, &path.parse()?), "{path}");
    /// }
    /// assert!(!matcher.matches(&Method::GET, &"/apples".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn under(pattern: &str) -> Result<Self, PatternError> {
        Ok(Self::one_of(vec![Pattern::under(pattern)?]))
    }

    /// Excludes requests whose path matches one of these patterns.
    ///
    /// # Errors
    /// Returns an error as [`paths`](Self::paths) does.
    pub fn except<'a>(
        mut self,
        patterns: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, PatternError> {
        let except = &mut Arc::make_mut(&mut self.rules).except;
        for pattern in patterns {
            except.push(Pattern::exactly(pattern)?);
        }
        Ok(self)
    }

    /// Excludes requests of all other methods.
    ///
    /// Further calls add methods.
    ///
    /// `GET` includes `HEAD`, because a router handles `HEAD` with the handler of `GET`.
    #[must_use]
    pub fn methods(mut self, methods: impl IntoIterator<Item = Method>) -> Self {
        Arc::make_mut(&mut self.rules).methods.get_or_insert_default().extend(methods);
        self
    }

    /// Returns `true` if a request matches, by its method and its URI.
    ///
    /// The URI must be the one that the client sent.
    ///
    /// This function does not allocate if the path is in normal form and the patterns have up to
    /// three parameters.
    #[must_use]
    pub fn matches(&self, method: &Method, target: &Uri) -> bool {
        self.matches_with(method, || target)
    }

    /// Matches as [`matches`](Self::matches) does, but looks up the URI only if needed.
    #[inline]
    pub(super) fn matches_with<'a>(
        &self,
        method: &Method,
        target: impl FnOnce() -> &'a Uri,
    ) -> bool {
        let Rules { paths, except, methods } = &*self.rules;
        methods.as_deref().is_none_or(|methods| is_among(methods, method))
            && (paths.is_none() && except.is_empty() || self.rules.match_path(target().path()))
    }
}

impl Rules {
    /// Returns `true` if the path meets the conditions on paths.
    fn match_path(&self, path: &str) -> bool {
        let path = Path::new(path);
        let is_in = |patterns: &[Pattern], path: &str| patterns.iter().any(|p| p.matches(path));
        // A file service, or a router that trims paths, also finds a path with a trailing slash.
        let is_guarded = |patterns: &[Pattern], path: &str| {
            let without_slash = path.strip_suffix('/').filter(|path| !path.is_empty());
            is_in(patterns, path) || without_slash.is_some_and(|path| is_in(patterns, path))
        };
        self.paths.as_deref().is_none_or(|paths| path.may_be(|path| is_guarded(paths, path)))
            && !path.must_be(|path| is_in(&self.except, path))
    }
}

/// Returns `true` if `methods` contains `method`, or `GET` for a `HEAD`.
fn is_among(methods: &[Method], method: &Method) -> bool {
    methods.contains(method) || (method == Method::HEAD && methods.contains(&Method::GET))
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules").field("methods", &self.methods).finish_non_exhaustive()
    }
}
