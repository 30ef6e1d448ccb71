//! Behaviour of the clipboard layer.
