//! `baton move`: another place for an item.

use super::edit::intend;
use super::reply::Reply;
use super::shell::{Shell, find};
use super::words;
use crate::handoff::{Intent, ItemRef};
use crate::project::{Error, ErrorKind};

/// Move an item to another place in its section
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  baton move tasks/3 1\n  baton move tasks/3 up")]
pub struct Args {
    /// The item, as baton list shows it
    #[arg(value_name = "REF", value_parser = words::reference)]
    item: ItemRef,
    /// Its new place from 1, or up, or down
    #[arg(value_name = "N|up|down", value_parser = place)]
    to: Place,
}

#[derive(Clone, Copy)]
enum Place {
    At(usize),
    Up,
    Down,
}

fn place(word: &str) -> Result<Place, String> {
    match word {
        "up" => Ok(Place::Up),
        "down" => Ok(Place::Down),
        _ => word.parse().ok().filter(|n| *n > 0).map(Place::At).ok_or_else(|| "a place is a number from 1, or up, or down".into()),
    }
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open_live()?;
        let now = project.snapshot();
        let item = find(&now.handoff, &self.item)?;
        let last = now.handoff.all_items().iter().filter(|i| i.concept == item.concept && i.block == item.block).count();
        let to = match self.to {
            Place::At(n) => n,
            Place::Up => item.ordinal - 1,
            Place::Down => item.ordinal + 1,
        };
        if to == item.ordinal || to == 0 || matches!(self.to, Place::Down) && to > last {
            return Err(Error::new(ErrorKind::Nothing, format!("{} is there already", self.item)));
        }
        if to > last {
            return Err(Error::new(ErrorKind::Usage, format!("there are only {last} {}", item.concept.id())));
        }
        let item = now.handoff.reference(item);
        intend(shell, &mut project, Intent::Move { item, to })
    }
}
