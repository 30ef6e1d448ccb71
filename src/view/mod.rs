//! From model to frame.
