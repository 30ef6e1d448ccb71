//! The `baton` binary: hands the arguments to [`baton::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    baton::cli::main()
}
