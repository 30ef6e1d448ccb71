//! `.env` files: the values of secret-looking names.

use super::secrets::{is_literal, is_secret_key, password_in_url};
use super::{Found, read_small};
use crate::secret::Secret;
use std::path::Path;

/// How many `.env` files are read at most.
const MOST: usize = 32;

/// Returns the secrets of the `.env*` files in `dir`, blank forms (`.env.example`) left out.
pub fn dotenv(dir: &Path) -> Vec<Found> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut names: Vec<String> = entries.flatten().filter_map(|e| e.file_name().into_string().ok()).filter(|n| is_dotenv(n)).collect();
    names.sort();
    names.truncate(MOST);
    names.iter().filter_map(|name| read_small(&dir.join(name)).map(|text| secrets(name, &text))).flatten().collect()
}

fn is_dotenv(name: &str) -> bool {
    let form = [".example", ".sample", ".template", ".dist"].iter().any(|e| name.ends_with(e));
    (name == ".env" || name.starts_with(".env.")) && !form
}

fn secrets(name: &str, text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches("export ");
        let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else { continue };
        let (key, value) = (key.trim(), unquoted(value));
        let mut add = |value: &str| found.push(Found { origin: format!("{name} {key}"), value: Secret::new(value) });
        if is_secret_key(key) && is_literal(value) {
            add(value);
        }
        if let Some(password) = password_in_url(value) {
            add(password);
        }
    }
    found
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            return inner.split(quote).next().unwrap_or_default();
        }
    }
    value.split(" #").next().unwrap_or_default().trim_end()
}
