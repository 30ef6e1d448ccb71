//! Behaviour of the reader layer.
