//! The event loop: terminal, threads, and the execution of effects.

mod decode;
