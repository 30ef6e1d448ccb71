//! The world around the process: directories, person, terminal.

use crate::project::World;
use directories::BaseDirs;
use std::io::{IsTerminal, stdin, stdout};
use std::path::{Path, PathBuf};

/// Makes the world for commands run in `cwd`; `asks` is whether a person may be asked.
///
/// Without a `HOME` (nor `XDG_STATE_HOME`) nothing is kept: the account's home is not guessed.
pub fn world(cwd: PathBuf, asks: bool) -> World {
    let base = known_home().then(BaseDirs::new).flatten();
    let own = |dir: &Path| dir.join("baton");
    let from_env = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let state = from_env("XDG_STATE_HOME")
        .or_else(|| base.as_ref().map(|b| b.state_dir().unwrap_or_else(|| b.data_local_dir()).to_path_buf()))
        .map(|d| own(&d));
    let cache = from_env("XDG_CACHE_HOME").or_else(|| base.as_ref().map(|b| b.cache_dir().to_path_buf())).map(|d| own(&d));
    let config = from_env("BATON_CONFIG_DIR").or_else(|| from_env("XDG_CONFIG_HOME").map(|d| own(&d))).or_else(|| {
        base.as_ref().map(|b| Some(own(&b.home_dir().join(".config"))).filter(|d| d.is_dir()).unwrap_or_else(|| own(b.config_dir())))
    });
    World {
        cwd,
        home: base.as_ref().map(|b| b.home_dir().to_path_buf()),
        state,
        cache,
        config,
        actor: ["BATON_ACTOR", "USER", "LOGNAME", "USERNAME"]
            .into_iter()
            .find_map(|n| std::env::var(n).ok().filter(|v| !v.is_empty()))
            .unwrap_or_default(),
        variables: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with("BATON_") || name == "VISUAL" || name == "EDITOR")
            .collect(),
        flags: Vec::new(),
        interactive: asks && stdin().is_terminal() && stdout().is_terminal(),
    }
}

fn known_home() -> bool {
    cfg!(windows) || std::env::var_os("HOME").is_some_and(|h| !h.is_empty())
}
