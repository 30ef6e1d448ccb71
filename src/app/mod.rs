//! The state of the terminal UI and how messages change it; effects are data.
