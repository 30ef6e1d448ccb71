//! First paint, key to screen, idle cost and manners, beside the smallest ratatui program, in a real pseudo-terminal.

use std::path::PathBuf;
use std::process::Command;

/// Runs `ttybench.py` of the folder that `BATON_TOOLS` names, with its `floor/` built for release, or says why not.
pub fn report() {
    let Some(tools) = std::env::var_os("BATON_TOOLS").map(PathBuf::from) else {
        println!("terminal: skipped, BATON_TOOLS names no folder with ttybench.py and a built floor/");
        return;
    };
    let floor = tools.join("floor/target/release/hello");
    if !floor.is_file() {
        println!("terminal: skipped, {} is not built: cargo build --release in floor/", floor.display());
        return;
    }
    let project = tempfile::tempdir().unwrap();
    std::fs::write(project.path().join("HANDOFF.md"), handoff(200)).unwrap();
    let baton = env!("CARGO_BIN_EXE_baton");
    let mut command = Command::new("python3");
    command.arg(tools.join("ttybench.py")).args(["tui", "-n", "10", "--size", "120x40"]);
    command.arg("--cmd").arg(&floor).args(["--ready", "hello", "--key", "j*40", "--quit", "q"]);
    command.arg("--cmd").arg(baton).args(["--ready", "Decisions", "--key", "j*20,k*20", "--quit", "q"]);
    command.arg("--cwd").arg(project.path());
    match command.env("HOME", project.path()).status() {
        Ok(status) if status.success() => {}
        Ok(status) => println!("terminal: ttybench.py ended with {status}"),
        Err(error) => println!("terminal: python3 cannot be started: {error}"),
    }
}

fn handoff(items: usize) -> String {
    let line = |n: usize| format!("- Choice {n}: reason {n}\n");
    format!("# Handoff\n\n## Decisions\n\n{}\n## Next objective\n\nShip it.\n", (0..items).map(line).collect::<String>())
}
