//! Batches of sources of which each rank reads its own part.

use super::Ranks;
use crate::training::batch::Batch;
use crate::{Error, Result};

impl Ranks {
    /// Completes a batch of which this rank has its share, if it has one: the labels and weights of the others come to it.
    /// `false` where no rank has samples any more. What cannot be read on one rank ends all.
    ///
    /// # Errors
    ///
    /// If the shares do not belong together; the same on all ranks.
    pub fn complete(
        &self,
        filled: Result<bool>,
        batch: &mut Batch,
        before: &Batch,
        is_first: bool,
    ) -> Result<bool> {
        let filled = filled.unwrap_or_else(|error| self.collective.abort(&error));
        // Of arrays in memory each rank has all labels, and the passes end together.
        if batch.is_whole() {
            return Ok(filled);
        }
        let has_shapes = filled || batch.become_empty(before)?;
        let shares = self.shares(filled, batch, is_first);
        if shares.iter().all(|share| !share.filled) {
            return Ok(false);
        }
        if !has_shapes {
            let error = Error::new("`fit`, distribution", "there are no batches for this rank");
            self.collective.abort(&error.help("give each rank a part of the data: `.shard(rank, ranks)`"));
        }
        self.check(&shares, is_first)?;
        let counts = shares.iter().map(|share| share.samples);
        batch.complete(counts, |own, counts, all| self.collective.gather(own, counts, all))?;
        Ok(true)
    }

    /// What each rank says of its share.
    fn shares(&self, filled: bool, batch: &Batch, is_first: bool) -> Vec<ShareOf> {
        const NUMBERS: usize = 5;
        let part = self.part();
        let mut all = vec![0.0; NUMBERS * part.ranks];
        let hash = if is_first { batch.hash_of_inputs() } else { 0 };
        let [upper, lower] = [hash >> 32, hash & 0xffff_ffff].map(|half| half as f64);
        let own = [f64::from(filled), batch.len() as f64, batch.width_of_targets() as f64, upper, lower];
        all[NUMBERS * part.rank..][..NUMBERS].copy_from_slice(&own);
        self.collective.sum_wide(&mut all);
        let of_rank = |numbers: &[f64]| ShareOf {
            filled: numbers[0] > 0.0,
            samples: numbers[1] as usize,
            width: numbers[2] as usize,
            hash: [numbers[3], numbers[4]],
        };
        all.chunks(NUMBERS).map(of_rank).collect()
    }

    fn check(&self, shares: &[ShareOf], is_first: bool) -> Result<()> {
        let place = "`fit`, distribution";
        let filled = || shares.iter().enumerate().filter(|(_, share)| share.filled);
        let Some((one, first)) = filled().next() else { return Ok(()) };
        let mut all = shares.iter().enumerate();
        if let Some((other, _)) = all.find(|(_, share)| share.width != first.width) {
            let message =
                format!("the labels or weights of rank {other} are not shaped as those of rank {one}");
            return Err(Error::new(place, message));
        }
        let same = filled().find_map(|(rank, share)| {
            let twin =
                filled().skip_while(|(other, _)| *other <= rank).find(|(_, other)| other.hash == share.hash);
            twin.map(|(other, _)| (rank, other))
        });
        match same.filter(|_| is_first) {
            Some((rank, other)) => {
                let message = format!("ranks {rank} and {other} read the same samples");
                Err(Error::new(place, message)
                    .help("give each rank a part of the data: `.shard(rank, ranks)`"))
            }
            None => Ok(()),
        }
    }
}

/// The share that a rank has of a batch.
struct ShareOf {
    filled: bool,
    samples: usize,
    /// How many numbers a sample has as labels and weights.
    width: usize,
    hash: [f64; 2],
}
