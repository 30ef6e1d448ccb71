//! Which key does what: the table's defaults, and the user's keymap file over them.

use super::actions::{ACTIONS, Action, Place};
use super::keys::{Chord, pretty};
use super::toml::{Entry, Source};

/// Bindings of key sequences to actions.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

#[derive(Clone, Debug)]
struct Binding {
    id: &'static str,
    action: Action,
    places: &'static [Place],
    keys: Vec<Chord>,
}

/// What a sequence of keys means at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This action.
    Action(Action),
    /// The beginning of these: the rest of the keys and the help.
    Begun(Vec<(String, &'static str)>),
    /// Nothing.
    Nothing,
}

impl Default for Keymap {
    fn default() -> Keymap {
        let each = |spec: &'static super::actions::Spec| {
            let keys = spec.keys.iter().filter_map(|k| Chord::sequence(k).ok());
            keys.map(|keys| Binding { id: spec.id, action: spec.action, places: spec.places, keys })
        };
        Keymap { bindings: ACTIONS.iter().flat_map(each).collect() }
    }
}

impl Keymap {
    /// Lays the user's file over the defaults: `copy = "ctrl+y"`, `quit = ["q", "Z Z"]`, `pin = []`.
    ///
    /// What is wrong is reported with its line and leaves the default in force.
    pub(super) fn read(source: &Source) -> (Keymap, Vec<String>) {
        let mut map = Keymap::default();
        let mut warnings = Vec::new();
        for Entry { name, values, at, .. } in source.top() {
            let Some(spec) = ACTIONS.iter().find(|s| s.id == name) else {
                warnings.push(source.unknown(at, "action", &name, ACTIONS.iter().map(|s| s.id)));
                continue;
            };
            let Some(words) = values else {
                warnings.push(source.said(at, &format!("{name} takes a key or a list of keys in quotes")));
                continue;
            };
            match words.iter().map(|w| Chord::sequence(w)).collect::<Result<Vec<_>, _>>() {
                Ok(sequences) => warnings.extend(map.bind(spec, sequences).into_iter().map(|w| source.said(at, &w))),
                Err(why) => warnings.push(source.said(at, &format!("{name}: {why}"))),
            }
        }
        (map, warnings)
    }

    fn bind(&mut self, spec: &'static super::actions::Spec, sequences: Vec<Vec<Chord>>) -> Vec<String> {
        let before = self.bindings.iter().position(|b| b.id == spec.id).unwrap_or(self.bindings.len());
        self.bindings.retain(|b| b.id != spec.id);
        let mut warnings = Vec::new();
        for keys in sequences.iter() {
            let clash =
                |b: &&Binding| b.places.iter().any(|p| spec.places.contains(p)) && (keys.starts_with(&b.keys) || b.keys.starts_with(keys));
            let taken: Vec<&Binding> = self.bindings.iter().filter(clash).collect();
            for other in &taken {
                let (key, id) = (pretty(&other.keys), other.id);
                warnings.push(format!("{}: {} is taken from \"{id}\" ({key})", spec.id, pretty(keys)));
            }
        }
        self.bindings.retain(|b| {
            let over = b.places.iter().any(|p| spec.places.contains(p));
            !(over && sequences.iter().any(|k| k.starts_with(&b.keys) || b.keys.starts_with(k)))
        });
        let at = before.min(self.bindings.len());
        let added = sequences.into_iter().map(|keys| Binding { id: spec.id, action: spec.action, places: spec.places, keys });
        self.bindings.splice(at..at, added);
        warnings
    }

    /// Finds what `keys`, pressed one after the other at `place`, mean.
    pub fn find(&self, place: Place, keys: &[Chord]) -> Found {
        let here = || self.bindings.iter().filter(|b| b.places.contains(&place));
        if let Some(binding) = here().find(|b| b.keys == keys) {
            return Found::Action(binding.action);
        }
        let rest: Vec<_> = here()
            .filter(|b| b.keys.starts_with(keys))
            .map(|b| (pretty(&b.keys[keys.len()..]), super::actions::spec(b.action, place).map_or("", |s| s.help)))
            .collect();
        if rest.is_empty() { Found::Nothing } else { Found::Begun(rest) }
    }

    /// Returns the keys of `action` at `place` as the screen shows them, the first first.
    pub fn keys_of(&self, action: Action, place: Place) -> Vec<String> {
        self.bindings.iter().filter(|b| b.action == action && b.places.contains(&place)).map(|b| pretty(&b.keys)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> (Keymap, Vec<String>) {
        Keymap::read(&Source::read("keys.toml", toml).0)
    }

    #[test]
    fn no_key_means_two_things_at_one_place() {
        let map = Keymap::default();
        for (n, a) in map.bindings.iter().enumerate() {
            for b in &map.bindings[n + 1..] {
                let shared = a.places.iter().any(|p| b.places.contains(p));
                assert!(!(shared && (a.keys.starts_with(&b.keys) || b.keys.starts_with(&a.keys))), "{} and {}", a.id, b.id);
            }
        }
    }

    #[test]
    fn every_default_key_is_one() {
        for spec in ACTIONS {
            for key in spec.keys {
                Chord::sequence(key).unwrap();
            }
        }
    }

    #[test]
    fn a_sequence_is_begun_and_ended() {
        let (map, warnings) = read("\ntop = \"g g\"\n");
        assert!(warnings.is_empty(), "{warnings:?}");
        let g = Chord::sequence("g").unwrap();
        assert!(matches!(map.find(Place::Panes, &g), Found::Begun(_)));
        assert_eq!(map.find(Place::Panes, &Chord::sequence("g g").unwrap()), Found::Action(Action::Top));
    }

    #[test]
    fn each_bad_binding_is_reported_with_its_line_and_the_default_stays() {
        let (map, warnings) = read("\ncopi = \"y\"\ncopy = \"hyper+y\"\nquit = 3\npin = []\n");
        assert_eq!(warnings.len(), 3, "{warnings:?}");
        assert!(warnings.iter().any(|w| w.contains("line 2") && w.contains("copi") && w.contains("\"copy\"")), "{warnings:?}");
        assert!(warnings.iter().any(|w| w.contains("line 3")), "{warnings:?}");
        assert!(warnings.iter().any(|w| w.contains("line 4")), "{warnings:?}");
        assert_eq!(map.keys_of(Action::Copy, Place::Panes), ["y"]);
        assert!(map.keys_of(Action::Pin, Place::Panes).is_empty());
    }

    #[test]
    fn a_key_taken_from_another_action_is_said() {
        let (map, warnings) = read("copy = \"q\"\n");
        assert!(warnings[0].contains("quit"), "{warnings:?}");
        assert_eq!(map.find(Place::Panes, &Chord::sequence("q").unwrap()), Found::Action(Action::Copy));
    }
}
