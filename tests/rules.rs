//! Behaviour of the rules layer.
