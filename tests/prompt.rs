//! Behaviour of the prompt layer.
