//! Which requests a middleware is for.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use http::{Method, Uri};
use matchit::{InsertError, Router};

/// Which requests a [`middleware`](super::middleware) is for: by path, and by method.
///
/// A pattern is that of axum: `/todos/{id}` is for one segment, `/app/{*rest}` for all that is below
/// `/app/`, and not for `/app/` itself. It is compared with the path as it was sent, and as the layer
/// sees it: a router that nests may have cut its prefix off.
///
/// # Examples
/// ```
/// use headfirst::tower::Matcher;
/// use http::Method;
///
/// let matcher = Matcher::paths(["/", "/app/{*rest}"])?.except(["/app/static/{*file}"])?;
/// assert!(matcher.matches(&Method::GET, &"/app/orders?page=2".parse()?));
/// assert!(!matcher.matches(&Method::GET, &"/app/static/logo.svg".parse()?));
/// assert!(Matcher::paths(["/app/{*rest}/edit"]).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Matcher {
    /// All of them, where there is none.
    paths: Option<Arc<[Pattern]>>,
    except: Arc<[Pattern]>,
    methods: Option<Arc<[Method]>>,
}

impl Matcher {
    /// Every request.
    #[must_use]
    pub fn everything() -> Self {
        Self { paths: None, except: Arc::default(), methods: None }
    }

    /// The requests for the paths of one of these patterns.
    ///
    /// # Errors
    /// Returns the pattern that is malformed.
    pub fn paths<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, PatternError> {
        let paths: Result<_, _> = patterns.into_iter().map(Pattern::new).collect();
        Ok(Self { paths: Some(paths?), ..Self::everything() })
    }

    /// Not the requests for the paths of one of these patterns.
    ///
    /// # Errors
    /// Those of [`paths`](Self::paths).
    pub fn except<'a>(
        mut self,
        patterns: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, PatternError> {
        let more = patterns.into_iter().map(Pattern::new);
        let all: Result<_, _> = self.except.iter().cloned().map(Ok).chain(more).collect();
        self.except = all?;
        Ok(self)
    }

    /// Only the requests of one of these methods, or of those that were said before.
    #[must_use]
    pub fn methods(mut self, methods: impl IntoIterator<Item = Method>) -> Self {
        let before = self.methods.iter().flat_map(|methods| methods.iter().cloned());
        self.methods = Some(before.chain(methods).collect());
        self
    }

    /// Whether a request is one of those. Allocates nothing, with up to three parameters in a pattern.
    #[must_use]
    pub fn matches(&self, method: &Method, target: &Uri) -> bool {
        let is_in = |patterns: &[Pattern]| patterns.iter().any(|p| p.matches(target.path()));
        self.methods.as_ref().is_none_or(|methods| methods.contains(method))
            && self.paths.as_deref().is_none_or(is_in)
            && !is_in(&self.except)
    }
}

/// One pattern. A router of several allocates where it has to go back from one to another.
#[derive(Clone)]
struct Pattern(Router<()>);

impl Pattern {
    fn new(pattern: &str) -> Result<Self, PatternError> {
        let error = |cause| PatternError { pattern: pattern.to_owned(), cause };
        if !pattern.starts_with('/') {
            return Err(error(None));
        }
        let mut router = Router::new();
        router.insert(pattern, ()).map_err(|cause| error(Some(cause)))?;
        Ok(Self(router))
    }

    fn matches(&self, path: &str) -> bool {
        self.0.at(path).is_ok()
    }
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Matcher").field("methods", &self.methods).finish_non_exhaustive()
    }
}

/// The pattern of a path that cannot be matched.
#[derive(Clone, Debug)]
pub struct PatternError {
    pattern: String,
    /// None, where it does not begin with `/`.
    cause: Option<InsertError>,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no pattern of a path", self.pattern)?;
        match &self.cause {
            Some(cause) => write!(f, ": {cause}"),
            None => f.write_str(": it does not begin with `/`"),
        }
    }
}

impl Error for PatternError {}
