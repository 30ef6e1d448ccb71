//! The shape of the code: layers, module lines, file lengths.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers in reading order, and what each may use (ARCHITECTURE.md).
const LAYERS: &[(&str, &[&str])] = &[
    ("shown", &[]),
    ("secret", &[]),
    ("document", &[]),
    ("handoff", &["document"]),
    ("merge", &["document", "handoff"]),
    ("prompt", &["document", "handoff"]),
    ("rules", &["document", "handoff", "prompt", "secret", "shown"]),
    ("sources", &["secret"]),
    ("store", &[]),
    ("project", &["document", "handoff", "merge", "prompt", "rules", "secret", "shown", "sources", "store"]),
    ("clipboard", &["store"]),
    ("app", &["clipboard", "document", "handoff", "merge", "project", "prompt", "rules", "shown"]),
    ("view", &["app", "clipboard", "document", "handoff", "merge", "project", "prompt", "rules", "shown"]),
    ("run", &["app", "clipboard", "document", "handoff", "project", "prompt", "shown", "view"]),
    ("cli", &["app", "clipboard", "document", "handoff", "merge", "project", "prompt", "rules", "run", "shown", "view"]),
];

/// What the pure layers must not name.
const EFFECTS: &[&str] =
    &["std::fs", "std::env", "std::process", "std::time", "std::net", "std::thread", "std::io", "crossterm", "ratatui", "jiff::"];

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn layer_of(path: &Path, src: &Path) -> String {
    let first = path.strip_prefix(src).unwrap().components().next().unwrap();
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

fn each(mut check: impl FnMut(&str, &Path, &str)) {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        check(&layer_of(&path, &src), path.strip_prefix(&src).unwrap(), &text);
    }
}

#[test]
fn a_layer_uses_only_those_it_may() {
    let mut wrong = Vec::new();
    each(|layer, path, text| {
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else { return };
        for (number, line) in text.lines().enumerate() {
            for (other, _) in LAYERS {
                if *other != layer && !allowed.contains(other) && names(line, other) && !line.trim_start().starts_with("//") {
                    wrong.push(format!("{}:{}: {layer} uses {other}", path.display(), number + 1));
                }
            }
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Tells whether a line names the module `layer`, not one whose name only begins so.
fn names(line: &str, layer: &str) -> bool {
    let path = format!("crate::{layer}");
    line.match_indices(&path).any(|(at, _)| !line[at + path.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

#[test]
fn every_layer_is_listed() {
    each(|layer, path, _| {
        let known = LAYERS.iter().any(|(name, _)| *name == layer) || ["lib", "main"].contains(&layer);
        assert!(known, "{}: no layer of that name in tests/tidy.rs", path.display());
    });
}

#[test]
fn the_core_has_no_effects() {
    each(|layer, path, text| {
        if ["document", "handoff", "merge", "prompt", "rules"].contains(&layer) {
            for word in EFFECTS {
                assert!(!text.contains(word), "{}: a pure layer names {word}", path.display());
            }
        }
    });
}

#[test]
fn every_module_says_what_it_is() {
    each(|_, path, text| assert!(text.starts_with("//!"), "{}: no //! line", path.display()));
}

#[test]
fn no_file_is_too_long() {
    each(|_, path, text| {
        let lines = text.lines().count();
        assert!(lines <= 700, "{}: {lines} lines", path.display());
        if lines > 500 {
            println!("{}: {lines} lines; 500 is the aim", path.display());
        }
    });
}
