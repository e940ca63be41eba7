//! The requests that a middleware is for.

use std::fmt;
use std::sync::Arc;

use http::{Method, Uri};

use super::path::Path;
use super::pattern::{Pattern, PatternError};

#[doc = include_str!("../../docs/matcher.md")]
#[derive(Clone, Debug)]
pub struct Matcher {
    /// Shared, since each request clones the service that has it.
    rules: Arc<Rules>,
}

#[derive(Clone, Default)]
struct Rules {
    /// All of them, if there is none.
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

    /// Matches the requests for the paths of one of these patterns.
    ///
    /// # Errors
    /// Returns the pattern that is malformed, or that no request could match, with the reason.
    pub fn paths<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, PatternError> {
        let paths: Result<_, _> = patterns.into_iter().map(Pattern::at_least).collect();
        paths.map(Self::one_of)
    }

    /// Matches the requests for a path, with and without a slash at its end, and for all below it.
    ///
    /// # Errors
    /// Those of [`paths`](Self::paths), and of a pattern that ends with a catch-all itself.
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

    /// Leaves out the requests for the paths of one of these patterns.
    ///
    /// # Errors
    /// Those of [`paths`](Self::paths).
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

    /// Leaves out the requests of other methods than these, and than those of an earlier call.
    ///
    /// `HEAD` goes with `GET`, since a router answers it with the handler of `GET`.
    #[must_use]
    pub fn methods(mut self, methods: impl IntoIterator<Item = Method>) -> Self {
        Arc::make_mut(&mut self.rules).methods.get_or_insert_default().extend(methods);
        self
    }

    /// Returns whether a request matches, by its method and the target that the client sent.
    ///
    /// Does not allocate for a path in its normal form and patterns of up to three parameters.
    #[must_use]
    pub fn matches(&self, method: &Method, target: &Uri) -> bool {
        self.matches_with(method, || target)
    }

    /// Looks for the target where it decides.
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
    fn match_path(&self, path: &str) -> bool {
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

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rules").field("methods", &self.methods).finish_non_exhaustive()
    }
}
