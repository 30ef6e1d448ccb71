//! Where links lead that stand for a live file: by what git has of them, never by the work tree.

use super::super::Error;
use super::passing::Passing;
use crate::sources::{self, Entry};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};

/// How many links are followed one after the other.
const HOPS: usize = 40;
/// How many files links may have led to on the way.
const MOST: usize = 10_000;

/// Where a path ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At this path from the top level.
    Here(String),
    /// Out of the repository, or in a circle.
    Away(PathBuf),
}

impl End {
    /// Returns the path of one inside the repository.
    pub fn here(self) -> Option<String> {
        match self {
            End::Here(path) => Some(path),
            End::Away(_) => None,
        }
    }
}

/// What there is at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// A file that goes along, or that another repository inside this one answers for.
    Carried,
    /// A file outside the repository.
    Outside,
    /// Nothing.
    Nowhere,
}

/// Returns a path and the folders above it, the highest first: each may be a link.
pub(super) fn ways(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).chain([path])
}

/// Follows the links on a path; `links` are those of the commit or index, by path.
pub(super) fn follow(top: &Path, path: &str, links: &HashMap<String, String>) -> End {
    let mut at = path.to_owned();
    for _ in 0..HOPS {
        let Some((link, text)) = ways(&at).find_map(|way| Some((way, links.get(way)?))) else { return End::Here(at) };
        match led(top, &at, link, text) {
            End::Here(next) => at = next,
            away => return away,
        }
    }
    End::Away(top.join(path))
}

/// Returns the links on the way to some files and on the ways that those lead to.
pub(super) fn all(passing: &Passing, paths: &BTreeSet<String>) -> Result<HashMap<String, String>, Error> {
    let mut links = passing.links(paths)?;
    for _ in 0..HOPS {
        let known = links.len();
        if known > 0 {
            let ends: Vec<String> = paths.iter().filter_map(|path| follow(&passing.top, path, &links).here()).collect();
            links.extend(passing.links(ends)?);
        }
        if links.len() == known {
            break;
        }
    }
    Ok(links)
}

/// Returns what git has, or this machine, where a path ends; `carried` are the files that git has.
pub(super) fn reach(passing: &Passing, end: &End, carried: &[Entry]) -> Reach {
    let path = match end {
        End::Here(path) if carried.iter().any(|entry| entry.path == *path) => return Reach::Carried,
        End::Here(path) => passing.top.join(path),
        End::Away(path) => path.clone(),
    };
    match path.canonicalize() {
        Ok(real) if !real.starts_with(&passing.top) => Reach::Outside,
        Ok(real) if sources::top_level(&real).is_some_and(|other| other != passing.top) => Reach::Carried,
        _ => Reach::Nowhere,
    }
}

/// Returns some files and all that links among them led to in the commits that pass.
pub(super) fn earlier(passing: &Passing, paths: BTreeSet<String>) -> Result<BTreeSet<String>, Error> {
    let mut turned: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for entry in &passing.versions {
        let before = entry.was.as_deref().filter(|_| entry.was_link);
        let after = entry.now.as_deref().filter(|_| entry.link);
        turned.entry(&entry.path).or_default().extend(before.into_iter().chain(after));
    }
    let mut reached = paths;
    let mut open: Vec<String> = reached.iter().cloned().collect();
    for _ in 0..HOPS {
        let on_way: Vec<(&str, &str)> = open.iter().flat_map(|path| ways(path).map(move |way| (path.as_str(), way))).collect();
        let lasting = passing.links(&open)?;
        let mut ends: Vec<End> = on_way.iter().filter_map(|(path, way)| Some(led(&passing.top, path, way, lasting.get(*way)?))).collect();
        for (path, way) in on_way {
            let said: Vec<(&str, &str)> = turned.get(way).into_iter().flatten().map(|id| (way, *id)).collect();
            let texts = passing.contents(&said)?;
            ends.extend(texts.iter().map(|text| led(&passing.top, path, way, &String::from_utf8_lossy(text))));
        }
        open = ends.into_iter().filter_map(End::here).filter(|path| reached.insert(path.clone())).collect();
        if open.is_empty() || reached.len() > MOST {
            break;
        }
    }
    Ok(reached)
}

/// Returns where a link on a path leads; `text` is the path that it says.
fn led(top: &Path, path: &str, link: &str, text: &str) -> End {
    let mut whole = match Path::new(text).strip_prefix(top) {
        Ok(inside) => inside.to_path_buf(),
        Err(_) => Path::new(link).parent().unwrap_or(Path::new("")).join(text),
    };
    if let Some(rest) = path.strip_prefix(link).and_then(|rest| rest.strip_prefix('/')) {
        whole.push(rest);
    }
    plain(&whole).map_or_else(|| End::Away(top.join(&whole)), End::Here)
}

/// Returns a path from the top level without `.` and `..`; `None` for one that leads out of it.
fn plain(path: &Path) -> Option<String> {
    let mut whole = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => whole.push(name),
            Component::CurDir => {}
            Component::ParentDir if whole.pop() => {}
            _ => return None,
        }
    }
    Some(whole.display().to_string())
}
