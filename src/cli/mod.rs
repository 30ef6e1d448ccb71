//! The command line: arguments to commands, outcomes to text, JSON and exit codes.

use std::process::ExitCode;

/// Runs baton with the process's arguments.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
