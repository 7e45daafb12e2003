//! The ranks of a `fit`, from its first line to its last.

use std::cell::Cell;
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use crate::collective::{Collective, LEFT};
use crate::{Error, Result};

/// A rank's part in a `fit`: whatever ends it, and however early, the others learn of it.
pub(in crate::training) struct Attendance {
    ranks: Option<Arc<dyn Collective>>,
    /// Whether the ranks have met.
    has_met: Cell<bool>,
    has_failed: bool,
}

impl Attendance {
    /// Begins a `fit`, of one rank if there are no others.
    pub fn of(ranks: Option<&Arc<dyn Collective>>) -> Result<Self> {
        ranks.map_or(Ok(()), |ranks| ranks.begin())?;
        Ok(Self { ranks: ranks.cloned(), has_met: Cell::new(false), has_failed: true })
    }

    /// Waits until all ranks have come to where they train.
    ///
    /// # Errors
    ///
    /// What one of them has failed with before; on all ranks.
    pub fn meet(&self) -> Result<()> {
        self.meet_with(None)
    }

    /// Ends it, with what it has come to.
    ///
    /// # Errors
    ///
    /// That of `fit`, which is one of all ranks.
    pub fn end<T>(mut self, result: Result<T>) -> Result<T> {
        let result = match result {
            Err(error) if !self.has_met.get() => self.meet_with(Some(&error)).and(Err(error)),
            result => result,
        };
        self.has_failed = result.is_err();
        result
    }

    fn meet_with(&self, failed: Option<&Error>) -> Result<()> {
        let Some(ranks) = &self.ranks else { return Ok(()) };
        self.has_met.set(true);
        let text = failed.map(Error::to_string).unwrap_or_default();
        let mut said = vec![0.0; ranks.ranks()];
        ranks.gather(&[text.len() as f32], &vec![1; ranks.ranks()], &mut said);
        if let Some(left) = said.iter().position(|&said| said == LEFT) {
            abort(&**ranks, &said, left);
        }
        let counts: Vec<usize> = said.iter().map(|&len| len as usize).collect();
        // What all have failed with is of the program that they share.
        let (Some(first), true) = (counts.iter().position(|&len| len > 0), counts.contains(&0)) else {
            return Ok(());
        };
        let own: Vec<f32> = text.bytes().map(f32::from).collect();
        let mut all = vec![0.0; counts.iter().sum()];
        ranks.gather(&own, &counts, &mut all);
        let text: Vec<u8> = all[..counts[first]].iter().map(|&byte| byte as u8).collect();
        let error = Error::new(format!("rank {first}"), String::from_utf8_lossy(&text));
        Err(failed.map_or(error.clone(), |failed| error.with_kind(failed.kind())))
    }
}

/// Ends the job, since a rank has left it: the first of those that have come says so.
fn abort(ranks: &dyn Collective, said: &[f32], left: usize) -> ! {
    if said.iter().position(|&said| said != LEFT) != Some(ranks.rank()) {
        sleep(Duration::from_secs(2));
    }
    let error =
        Error::new("`fit`, distribution", format!("rank {left} has ended, and does not come to this `fit`"));
    ranks.abort(&error.help("look for what it has said; all ranks run the same program"))
}

impl Drop for Attendance {
    fn drop(&mut self) {
        self.ranks.iter().for_each(|ranks| ranks.end(self.has_failed));
    }
}
