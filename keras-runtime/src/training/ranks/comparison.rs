//! Whether all ranks train the same.

use super::Ranks;
use crate::config::Value;
use crate::training::network::Network;
use crate::training::state::Program;
use crate::{Error, Result};

const PLACE: &str = "distribution";

impl Ranks {
    /// Whether all ranks are told the same.
    ///
    /// # Errors
    ///
    /// Which rank is told something else than rank 0, and what; the same on all ranks.
    pub fn compare_programs(&self, program: &Program) -> Result<()> {
        let first = self.of_first(|| Ok(Value::Object(program.0.clone()).to_string().into_bytes()))?;
        // As it was written, so that rounding makes no difference.
        let own = Value::Object(program.0.clone()).to_string();
        let parsed = |text: &[u8]| serde_json::from_slice::<Value>(text).unwrap_or_default();
        let (first, own) = (parsed(&first), parsed(own.as_bytes()));
        let (Value::Object(first), Value::Object(own)) = (&first, &own) else { return Ok(()) };
        let keys = first.keys().chain(own.keys().filter(|key| !first.contains_key(*key)));
        let different = keys.clone().position(|key| first.get(key) != own.get(key));
        let Some((rank, position)) = self.first_of(different.map(|position| position as f64)) else {
            return Ok(());
        };
        let what = keys.clone().nth(position as usize).map_or("part", |key| key);
        let error = Error::new(PLACE, format!("rank {rank} differs from rank 0: {what}"));
        Err(error.help("give all ranks the same program, the same data and the same `set_random_seed`, before the model is made"))
    }

    /// Whether all ranks have the same weights and scores.
    ///
    /// # Errors
    ///
    /// Which rank has others than rank 0; the same on all ranks.
    pub fn compare(&self, network: &dyn Network, scores: &[f32]) -> Result<()> {
        let own = [hash_of_weights(network), hash(0, scores)];
        let mut first = own.map(u64::to_le_bytes);
        self.collective.broadcast(first.as_flattened_mut());
        let different = first.iter().zip(own).position(|(first, own)| *first != own.to_le_bytes());
        let Some((rank, what)) = self.first_of(different.map(|what| what as f64)) else { return Ok(()) };
        let (what, help) = match what {
            0.0 => ("weights", "use processors of one kind: others round in other ways"),
            _ => ("scores", "give all ranks the same data"),
        };
        let message = format!("the {what} of rank {rank} are not those of rank 0 any more");
        Err(Error::new(PLACE, message).help(help))
    }

    /// The first rank that has a number, and the number.
    fn first_of(&self, own: Option<f64>) -> Option<(usize, f64)> {
        let mut all = vec![0.0; self.part().ranks];
        all[self.part().rank] = own.map_or(0.0, |own| own + 1.0);
        self.collective.sum_wide(&mut all);
        let rank = all.iter().position(|number| *number > 0.0)?;
        Some((rank, all[rank] - 1.0))
    }
}

/// A hash of all weights.
pub(in crate::training) fn hash_of_weights(network: &dyn Network) -> u64 {
    let mut all = 0;
    network.each_weight(&mut |_, weight| all = hash(all, weight.variable().value()));
    all
}

/// A hash of numbers, by their bits, after others.
///
/// Source: Fowler, Noll and Vo, FNV-1a, of words in place of bytes.
pub(in crate::training) fn hash(before: u64, numbers: &[f32]) -> u64 {
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    let start = mix(before ^ 0xcbf2_9ce4_8422_2325, numbers.len() as u64);
    numbers.iter().fold(start, |hash, number| mix(hash, number.to_bits().into()))
}
