//! Behaviour of the pty layer.
