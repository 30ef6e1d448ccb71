//! Behaviour of the merge layer.
