//! Behaviour of the corpus layer.
