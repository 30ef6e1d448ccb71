//! Behaviour of the screens layer.
