//! Sessions whose token is used once: each visit gets the next one.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// How long a token that was used is answered with the one that followed it. Requests that a browser
/// sends at once all carry the same token, and each of them may be the one whose answer it keeps.
const GRACE: Duration = Duration::from_secs(30);

/// The tokens that were given out, by their text. A store that lasts forgets those that have expired.
#[derive(Default)]
pub(crate) struct Sessions {
    tokens: Mutex<HashMap<String, Token>>,
}

struct Token {
    session: Uuid,
    name: String,
    /// The token that followed it, and when.
    next: Option<(String, Instant)>,
}

impl Sessions {
    /// Begins a session, and returns its first token.
    pub(crate) fn begin(&self, name: &str) -> String {
        let token = Token { session: Uuid::new_v4(), name: name.to_owned(), next: None };
        insert(&mut self.lock(), token)
    }

    /// Returns the token that follows this one and the name of its user, or none where it was never given
    /// out, or was used before: then it was copied, and its session ends.
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

    /// Ends the session that a token is of.
    pub(crate) fn end(&self, token: &str) {
        let mut tokens = self.lock();
        if let Some(session) = tokens.get(token).map(|token| token.session) {
            tokens.retain(|_, token| token.session != session);
        }
    }

    /// A panic leaves no token half made.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Token>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn insert(tokens: &mut HashMap<String, Token>, token: Token) -> String {
    let text = Uuid::new_v4().simple().to_string();
    tokens.insert(text.clone(), token);
    text
}
