//! Behaviour of the plan layer.
