//! Plans: every intent changes the intended item and nothing else, or says why not.

mod corpus;
