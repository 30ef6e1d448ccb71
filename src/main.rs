//! The `baton` binary: hands the arguments to [`baton::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|argument| argument == baton::clipboard::HOLD) {
        return baton::clipboard::hold();
    }
    baton::cli::main()
}
