//! The chain: bytes, graph, verification, drawing, diff and the turned page.

mod bytes;
mod carry;
mod diff;
mod graph;
mod layout;
mod page;
mod verify;

use baton::chain::{Actor, ActorKind, Chain, Id, Parent, Part, Seal, Time};

/// A moment, `n` seconds after one in 2026.
pub fn time(n: u64) -> Time {
    let (day, hour, minute, second) = (1 + n / 86_400 % 28, n / 3600 % 24, n / 60 % 60, n % 60);
    format!("2026-11-{day:02}T{hour:02}:{minute:02}:{second:02}Z").parse().unwrap()
}

/// The files of a sessions directory: names and bytes.
#[derive(Clone, Default)]
pub struct Directory(pub Vec<(String, Vec<u8>)>);

impl Directory {
    /// Seals a text as a child of `parents` and returns its id.
    pub fn seal(&mut self, n: u64, text: &str, parents: &[Id]) -> Id {
        self.seal_with(n, text, parents, |_| {})
    }

    /// Seals a text with more said in the seal.
    pub fn seal_with(&mut self, n: u64, text: &str, parents: &[Id], more: impl FnOnce(&mut Seal)) -> Id {
        let chain = self.chain();
        let places: Vec<usize> = parents.iter().map(|p| chain.place(*p).unwrap()).collect();
        let mut seal = Seal::new(time(n), text.as_bytes(), "SESSION-HANDOFF.md", Actor::new("Ada", ActorKind::Person));
        seal.parents = places.iter().map(|p| Parent { id: chain.sessions()[*p].id, sha256: chain.sessions()[*p].sha256 }).collect();
        seal.number = chain.next_number(&places);
        seal.line = chain.next_line(&places);
        seal.title = text.lines().next().unwrap_or_default().into();
        more(&mut seal);
        let (id, _) = seal.id();
        self.0.push((id.file(Part::Text), text.into()));
        self.0.push((id.file(Part::Seal), seal.write().into()));
        id
    }

    pub fn chain(&self) -> Chain {
        Chain::read(self.files())
    }

    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, bytes)| (&**name, &**bytes))
    }
}
