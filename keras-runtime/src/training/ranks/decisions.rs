//! Decisions of callbacks, which run on rank 0 alone, and which all ranks follow.

use crate::collective::Collective;
use crate::training::callbacks::Training;
use crate::{Error, Result};

/// Lets rank 0 have a moment of a training, and all ranks do what it has decided.
///
/// # Errors
///
/// Those of the moment, on all ranks.
pub(in crate::training) fn follow(
    ranks: &dyn Collective,
    training: &mut Training<'_>,
    moment: impl FnOnce(&mut Training<'_>) -> Result<()>,
) -> Result<()> {
    let is_first = ranks.rank() == 0;
    training.trained.take_changed();
    let result = if is_first { moment(training) } else { Ok(()) };
    let mut text = result.as_ref().err().map(Error::to_string).unwrap_or_default().into_bytes();
    let mut header = Header {
        stopped: training.state.stopped,
        averaged: training.state.averaged,
        changed: training.trained.take_changed(),
        learning_rate: training.state.learning_rate,
        error: result.is_err().then_some(text.len() as u32),
    };
    let mut bytes = header.to_bytes();
    ranks.broadcast(&mut bytes);
    header = Header::of(bytes);
    if let Some(len) = header.error {
        text.resize(len as usize, 0);
        ranks.broadcast(&mut text);
        return if is_first { result } else { Err(Error::new("rank 0", String::from_utf8_lossy(&text))) };
    }
    if !is_first {
        training.state.stopped = header.stopped;
        training.use_moving_averages(header.averaged);
        if let Some(rate) =
            header.learning_rate.filter(|_| header.learning_rate != training.state.learning_rate)
        {
            training.set_learning_rate(rate)?;
        }
    }
    if header.changed { share_weights(ranks, training) } else { Ok(()) }
}

/// Gives all ranks the weights of rank 0.
fn share_weights(ranks: &dyn Collective, training: &mut Training<'_>) -> Result<()> {
    let mut weights = training.get_weights();
    let mut bytes: Vec<u8> = weights.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    ranks.broadcast(&mut bytes);
    if ranks.rank() == 0 {
        return Ok(());
    }
    let values = bytes.as_chunks().0.iter().copied().map(f32::from_le_bytes);
    weights.iter_mut().flatten().zip(values).for_each(|(weight, value)| *weight = value);
    training.set_weights(&weights)
}

/// What rank 0 has decided.
struct Header {
    stopped: bool,
    averaged: bool,
    /// Whether it has changed weights.
    changed: bool,
    learning_rate: Option<f32>,
    /// The length of the message, if it has failed.
    error: Option<u32>,
}

impl Header {
    fn to_bytes(&self) -> [u8; 13] {
        let Self { stopped, averaged, changed, learning_rate, error } = *self;
        let flags = [stopped, averaged, changed, learning_rate.is_some(), error.is_some()].map(u8::from);
        let mut bytes = [0; 13];
        bytes[..5].copy_from_slice(&flags);
        bytes[5..9].copy_from_slice(&learning_rate.unwrap_or_default().to_le_bytes());
        bytes[9..].copy_from_slice(&error.unwrap_or_default().to_le_bytes());
        bytes
    }

    fn of(bytes: [u8; 13]) -> Self {
        let [stopped, averaged, changed, has_rate, has_error, rest @ ..] = bytes;
        let [rate, error] = [0, 4].map(|at| std::array::from_fn(|i| rest[at + i]));
        let is = |flag: u8| flag == 1;
        Self {
            stopped: is(stopped),
            averaged: is(averaged),
            changed: is(changed),
            learning_rate: is(has_rate).then(|| f32::from_le_bytes(rate)),
            error: is(has_error).then(|| u32::from_le_bytes(error)),
        }
    }
}
