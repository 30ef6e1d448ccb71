//! Behaviour of the cli layer.
