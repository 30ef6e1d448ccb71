//! Behaviour of the document layer.
