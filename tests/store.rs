//! Behaviour of the store layer.
