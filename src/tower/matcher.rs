//! The requests that a middleware is for.

use std::fmt;
use std::sync::Arc;

use http::{Method, Uri};

use super::path::Path;
use super::pattern::{Pattern, PatternError};

#[doc = include_str!("../../docs/matcher.md")]
#[derive(Clone)]
pub struct Matcher {
    /// All of them, if there is none.
    paths: Option<Arc<[Pattern]>>,
    except: Arc<[Pattern]>,
    methods: Option<Arc<[Method]>>,
}

impl Matcher {
    /// Matches every request.
    #[must_use]
    pub fn everything() -> Self {
        Self { paths: None, except: Arc::default(), methods: None }
    }

    /// Matches the requests for the paths of one of these patterns.
    ///
    /// # Errors
    /// Returns the pattern that is malformed, or that no request could match, with the reason.
    pub fn paths<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, PatternError> {
        let paths: Result<_, _> = patterns.into_iter().map(Pattern::at_least).collect();
        Ok(Self { paths: Some(paths?), ..Self::everything() })
    }

    /// Matches the requests for a path, with and without a slash at its end, and for all below it.
    ///
    /// # Errors
    /// Those of [`paths`](Self::paths), and of a pattern that ends with a catch-all itself.
    ///
    /// # Examples
    /// ```
    /// use headfirst::tower::Matcher;
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
        Ok(Self { paths: Some(Arc::new([Pattern::under(pattern)?])), ..Self::everything() })
    }

    /// Leaves out the requests for the paths of one of these patterns.
    ///
    /// # Errors
    /// Those of [`paths`](Self::paths).
    pub fn except<'a>(
        mut self,
        patterns: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, PatternError> {
        let more = patterns.into_iter().map(Pattern::exactly);
        let all: Result<_, _> = self.except.iter().cloned().map(Ok).chain(more).collect();
        self.except = all?;
        Ok(self)
    }

    /// Leaves out the requests of other methods than these, and than those of an earlier call.
    ///
    /// `HEAD` goes with `GET`, since a router answers it with the handler of `GET`.
    #[must_use]
    pub fn methods(mut self, methods: impl IntoIterator<Item = Method>) -> Self {
        let before = self.methods.iter().flat_map(|methods| methods.iter().cloned());
        self.methods = Some(before.chain(methods).collect());
        self
    }

    /// Returns whether a request matches, by its method and the target that the client sent.
    ///
    /// Does not allocate for a path in its normal form and patterns of up to three parameters.
    #[must_use]
    pub fn matches(&self, method: &Method, target: &Uri) -> bool {
        self.methods.as_deref().is_none_or(|methods| is_among(methods, method))
            && (self.matches_all_paths() || self.matches_path(target.path()))
    }

    pub(super) fn matches_all_paths(&self) -> bool {
        self.paths.is_none() && self.except.is_empty()
    }

    fn matches_path(&self, path: &str) -> bool {
        let path = Path::new(path);
        let is_in = |patterns: &[Pattern], path: &str| patterns.iter().any(|p| p.matches(path));
        // Files and routers that trim paths are found with a slash at the end too.
        let is_guarded = |patterns: &[Pattern], path: &str| {
            let without_slash = path.strip_suffix('/').filter(|path| !path.is_empty());
            is_in(patterns, path) || without_slash.is_some_and(|path| is_in(patterns, path))
        };
        self.paths.as_deref().is_none_or(|paths| path.may_be(|path| is_guarded(paths, path)))
            && !path.must_be(|path| is_in(&self.except, path))
    }
}

fn is_among(methods: &[Method], method: &Method) -> bool {
    methods.contains(method) || (method == Method::HEAD && methods.contains(&Method::GET))
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Matcher").field("methods", &self.methods).finish_non_exhaustive()
    }
}
