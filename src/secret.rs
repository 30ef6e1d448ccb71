//! A value that must not be seen.

/// A secret: cannot be printed, logged or serialised, only compared with text.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value.
    pub fn new(value: impl Into<String>) -> Secret {
        Secret(value.into())
    }

    /// Returns the value, for a search or for the connection that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
