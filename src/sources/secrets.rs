//! Which values of a configuration are secrets.

/// Words that make a key's value a secret.
const WORDS: &[&str] = &[
    "secret",
    "secrets",
    "token",
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "pass",
    "apikey",
    "webhook",
    "credential",
    "credentials",
    "dsn",
    "auth",
];

/// Pairs of words that do.
const PAIRS: &[(&str, &str)] = &[
    ("api", "key"),
    ("access", "key"),
    ("private", "key"),
    ("secret", "key"),
    ("signing", "key"),
    ("encryption", "key"),
    ("webhook", "url"),
    ("database", "url"),
    ("connection", "string"),
];

/// The shortest value that can be looked for without finding it everywhere, in bytes.
const SHORTEST: usize = 6;

/// Tells whether a key's name says that its value is a secret.
pub(super) fn is_secret_key(key: &str) -> bool {
    let words = words(key);
    words.iter().any(|w| WORDS.contains(&w.as_str())) || words.windows(2).any(|w| PAIRS.contains(&(w[0].as_str(), w[1].as_str())))
}

/// Tells whether a value is a secret itself, not a reference to one (`env:`, `keyring:`, `$X`) or a blank form's placeholder.
pub(super) fn is_literal(value: &str) -> bool {
    let lower = value.trim().to_lowercase();
    let reference = ["env:", "keyring:", "$", "<", "[", "{{", "op://", "vault:"].iter().any(|p| lower.starts_with(p));
    let blank =
        ["your_", "your-", "changeme", "change_me", "change-me", "example", "placeholder", "xxx"].iter().any(|p| lower.starts_with(p));
    let cut = lower.ends_with("...") || lower.ends_with('…') || lower.ends_with("_here");
    lower.len() >= SHORTEST && !reference && !blank && !cut
}

/// Returns the password inside `scheme://user:password@host`.
pub(super) fn password_in_url(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    is_literal(password).then_some(password)
}

/// Splits a key into lower-case words, at `_`, `-`, `.` and where the case changes.
fn words(key: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in key.chars() {
        if !c.is_alphanumeric() || (was_lower && c.is_uppercase()) {
            words.push(String::new());
        }
        was_lower = c.is_lowercase();
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|w| !w.is_empty());
    words
}
