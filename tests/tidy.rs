//! The shape of the code: layers, module lines, file lengths.

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The layers in reading order, and what each may use (ARCHITECTURE.md).
const LAYERS: &[(&str, &[&str])] = &[
    ("shown", &[]),
    ("secret", &[]),
    ("tokens", &[]),
    ("template", &[]),
    ("document", &[]),
    ("handoff", &["document"]),
    ("imports", &["handoff"]),
    ("merge", &["document", "handoff"]),
    ("prompt", &["document", "handoff", "template"]),
    ("rules", &["document", "handoff", "merge", "prompt", "secret", "shown"]),
    ("chain", &["document", "handoff", "merge", "shown"]),
    ("sources", &["secret"]),
    ("store", &[]),
    ("project", &["chain", "document", "handoff", "imports", "merge", "prompt", "rules", "secret", "shown", "sources", "store", "tokens"]),
    ("clipboard", &["store"]),
    ("app", &["chain", "clipboard", "document", "handoff", "merge", "project", "prompt", "rules", "shown"]),
    ("view", &["app", "chain", "clipboard", "document", "handoff", "merge", "project", "prompt", "rules", "shown"]),
    ("run", &["app", "clipboard", "document", "handoff", "project", "prompt", "shown", "tokens", "view"]),
    ("cli", &["app", "chain", "clipboard", "document", "handoff", "merge", "project", "prompt", "rules", "run", "shown", "tokens", "view"]),
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
    let src = Path::new(ROOT).join("src");
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
        if ["chain", "document", "handoff", "imports", "merge", "prompt", "rules", "tokens"].contains(&layer) {
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

/// What is not for code that runs outside tests: words that print without asking whether they could, or give up.
const HASTY: &[&str] = &["println!(", "print!(", "dbg!(", "todo!(", "unimplemented!(", ".unwrap()", ".expect("];

#[test]
fn the_program_neither_prints_blindly_nor_gives_up() {
    let mut wrong = Vec::new();
    each(|_, path, text| {
        let program = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in program.lines().enumerate() {
            if HASTY.iter().any(|word| line.contains(word)) && !line.trim_start().starts_with("//") {
                wrong.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every file of the project, without what is built and what git keeps.
fn project_files() -> Vec<PathBuf> {
    fn walk(dir: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_symlink() || ["target", ".git"].contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() { walk(&path, out) } else { out.push(path) }
        }
    }
    let mut files = Vec::new();
    walk(Path::new(ROOT), &mut files);
    files
}

#[test]
fn no_file_names_a_place_of_the_machine_it_was_written_on() {
    let mut places: Vec<String> = ["root", "work", "farm", "tmp/w"].iter().map(|p| format!("/{p}/")).collect();
    places.extend(std::env::var("HOME").ok().filter(|h| h.len() > 1).map(|h| format!("{}/", h.trim_end_matches('/'))));
    let mut wrong = Vec::new();
    for path in project_files() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for place in &places {
            for (at, _) in text.match_indices(place.as_str()) {
                let before = text[..at].chars().next_back();
                if before.is_none_or(|c| !c.is_alphanumeric() && !"_.~}*".contains(c)) {
                    let line = text[..at].matches('\n').count() + 1;
                    wrong.push(format!("{}:{line}: {place}", path.strip_prefix(ROOT).unwrap().display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_test_file_is_forgotten() {
    let runner = fs::read_to_string(Path::new(ROOT).join("tests/runner.rs")).unwrap();
    for entry in fs::read_dir(Path::new(ROOT).join("tests")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_some_and(|e| e == "rs") && name != "runner" {
            assert!(runner.contains(&format!("mod {name};")), "tests/{name}.rs is not declared in tests/runner.rs");
        }
    }
}

#[test]
fn no_snapshot_is_forgotten() {
    let Ok(dir) = fs::read_dir(Path::new(ROOT).join("tests/snapshots")) else { return };
    for entry in dir {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(!name.ends_with(".new"), "{name}: look at it, then accept or remove it");
        let [_, module, test] = name.trim_end_matches(".snap").split("__").collect::<Vec<_>>()[..] else { panic!("{name}: whose is it?") };
        let mut files = vec![Path::new(ROOT).join(format!("tests/{module}.rs"))];
        let parts = Path::new(ROOT).join("tests").join(module);
        if parts.is_dir() {
            sources(&parts, &mut files);
        }
        let named = files.iter().any(|f| fs::read_to_string(f).is_ok_and(|text| text.contains(test)));
        assert!(named, "{name}: nothing in tests/{module} has that name");
    }
}

#[test]
fn every_theme_is_embedded() {
    let Ok(dir) = fs::read_dir(Path::new(ROOT).join("themes")) else { return };
    let mut program = String::new();
    each(|_, _, text| program.push_str(text));
    for entry in dir {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(program.contains(&format!("themes/{name}")), "themes/{name} is not in the program");
    }
}

#[test]
fn architecture_names_every_layer_and_dependency() {
    let page = fs::read_to_string(Path::new(ROOT).join("ARCHITECTURE.md")).unwrap();
    for (layer, _) in LAYERS {
        assert!(page.contains(&format!("`{layer}`")), "ARCHITECTURE.md does not name the layer {layer}");
    }
    let manifest: toml::Table = fs::read_to_string(Path::new(ROOT).join("Cargo.toml")).unwrap().parse().unwrap();
    for table in ["dependencies", "dev-dependencies"] {
        for name in manifest[table].as_table().unwrap().keys() {
            assert!(page.contains(&format!("`{name}`")), "ARCHITECTURE.md does not say what {name} is for");
        }
    }
}

#[test]
fn the_keys_in_the_readme_are_those_of_the_program() {
    let path = Path::new(ROOT).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (head, rest) = readme.split_once("<!-- keys:begin").unwrap();
    let (mark, rest) = rest.split_once("-->\n").unwrap();
    let (_, tail) = rest.split_once("\n<!-- keys:end -->").unwrap();
    let fresh = format!("{head}<!-- keys:begin{mark}-->\n\n{}\n<!-- keys:end -->{tail}", baton::app::markdown_table());
    if std::env::var_os("INSTA_UPDATE").is_some_and(|v| v == "always") {
        fs::write(&path, fresh).unwrap();
        return;
    }
    assert!(readme == fresh, "the action table has changed: run INSTA_UPDATE=always cargo test --test runner tidy::");
}
