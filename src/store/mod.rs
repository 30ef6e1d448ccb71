//! Every write that baton makes, and its local state. Knows no handoff.
