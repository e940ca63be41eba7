//! Sessions with single-use tokens: each visit gets a new token.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// The time for which a replaced token is still accepted.
///
/// Its successor is sent in exchange. Requests that a browser sends concurrently all carry the same
/// token, and the browser may store the cookie of any of the responses.
const GRACE: Duration = Duration::from_secs(30);

/// The issued tokens, by their text.
///
/// A persistent store would also remove expired tokens.
#[derive(Default)]
pub(crate) struct Sessions {
    tokens: Mutex<HashMap<String, Token>>,
}

struct Token {
    session: Uuid,
    name: String,
    /// The token that replaced this one, and when.
    next: Option<(String, Instant)>,
}

impl Sessions {
    /// Starts a session, and returns its first token.
    pub(crate) fn begin(&self, name: &str) -> String {
        let token = Token { session: Uuid::new_v4(), name: name.to_owned(), next: None };
        insert(&mut self.lock(), token)
    }

    /// Returns the token that replaces this one, and the name of its user.
    ///
    /// Returns `None` if the token was never issued, or was replaced more than [`GRACE`] ago. In
    /// the second case the token counts as copied, so its session ends.
    pub(crate) fn rotate(&self, token: &str) -> Option<(String, String)> {
        let mut tokens = self.lock();
        let mut newest = token.to_owned();
        let name = tokens.get(token)?.name.clone();
        while let Some((next, at)) = &tokens.get(&newest)?.next {
            if at.elapsed() > GRACE {
                let session = tokens.get(token)?.session;
                tokens.retain(|_, token| token.session != session);
                return None;
            }
            newest.clone_from(next);
        }
        if newest == token {
            let used = tokens.get(token)?;
            let next = Token { session: used.session, name: used.name.clone(), next: None };
            newest = insert(&mut tokens, next);
            tokens.get_mut(token)?.next = Some((newest.clone(), Instant::now()));
        }
        Some((newest, name))
    }

    /// Ends the session that a token belongs to.
    pub(crate) fn end(&self, token: &str) {
        let mut tokens = self.lock();
        if let Some(session) = tokens.get(token).map(|token| token.session) {
            tokens.retain(|_, token| token.session != session);
        }
    }

    /// Locks the tokens, even after a panic.
    ///
    /// No panic leaves a token half created.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Token>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn insert(tokens: &mut HashMap<String, Token>, token: Token) -> String {
    let text = Uuid::new_v4().simple().to_string();
    tokens.insert(text.clone(), token);
    text
}
