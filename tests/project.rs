//! Behaviour of the project layer.
