use super::cross_entropy::check_indices;
use crate::autodiff::Tensor;
use crate::kernels::ctc_decode::{beam_search, greedy};
use crate::{Error, Result};

/// Decoding of logits by [`ctc_decode`], Keras's `strategy` with the arguments that go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CtcDecoding {
    /// The most probable class of each step, where equal ones that follow each other are one label if `merge_repeated`, which
    /// is Keras's default.
    Greedy {
        /// Whether a class that repeats the one before is the same label.
        merge_repeated: bool,
    },
    /// The `top_paths` most probable sequences of labels, the best first, of the `beam_width` beginnings that are kept after
    /// each step; Keras's defaults are 1 and 100.
    BeamSearch {
        /// How many beginnings are kept.
        beam_width: usize,
        /// How many sequences are given.
        top_paths: usize,
    },
}

/// CTC decoding (connectionist temporal classification): the labels that are read from logits `(batch, steps, classes)`, of
/// which the first `sequence_lengths`, `(batch)`, count. `mask_index` is the blank, which Keras has 0.
///
/// Gives the labels, `(paths, batch, steps)`, with -1 behind their end, and a score of each: with `Greedy` there is one path, and
/// the score is the negative sum of the logits that were chosen, `(batch, 1)`; with `BeamSearch` it is the logarithm of the
/// probability of the labels, `(batch, paths)`. No gradient goes through it.
///
/// ```
/// # use keras::{autodiff::Tape, backend::{self as K, CtcDecoding}};
/// let tape = Tape::new();
/// let logits = tape.array(&keras::ndarray::array![[[0.0, 5.0], [0.0, 5.0], [5.0, 0.0], [0.0, 5.0]]]);
/// let lengths = tape.array(&[4.0]);
/// let search = CtcDecoding::BeamSearch { beam_width: 100, top_paths: 2 };
/// let (labels, _) = K::ctc_decode(&logits, &lengths, search, 0);
/// // Two labels with a blank between them; or one.
/// assert_eq!(labels.to_array(), keras::ndarray::array![[[1.0, 1.0, -1.0, -1.0]], [[1.0, -1.0, -1.0, -1.0]]].into_dyn());
/// ```
///
/// As [`keras.ops.ctc_decode`](https://keras.io/api/ops/nn/#ctcdecode-function).
pub fn ctc_decode(
    inputs: &Tensor,
    sequence_lengths: &Tensor,
    strategy: CtcDecoding,
    mask_index: usize,
) -> (Tensor, Tensor) {
    let tape = inputs.tape();
    match decoded(inputs, sequence_lengths, strategy, mask_index) {
        Ok(Decoded { paths, labels, scores }) => {
            let [batch, steps] = [inputs.dim(0), inputs.dim(1)];
            let labels = tape.constant(&[paths, batch, steps], |values| values.copy_from_slice(&labels));
            (labels, tape.constant(&[batch, paths], |values| values.copy_from_slice(&scores)))
        }
        Err(error) => {
            let failed = tape.fail(error);
            (failed.clone(), failed)
        }
    }
}

const PLACE: &str = "K::ctc_decode";

/// What is read from a batch.
struct Decoded {
    paths: usize,
    labels: Vec<f32>,
    scores: Vec<f32>,
}

fn decoded(logits: &Tensor, lengths: &Tensor, strategy: CtcDecoding, blank: usize) -> Result<Decoded> {
    let dims = logits.shape();
    if dims.rank() != 3 || dims[1] == 0 || dims[2] <= blank {
        let expected = format!("logits of (batch, steps, classes), of classes above {blank}");
        return Err(Error::expected(PLACE, expected, dims));
    }
    let [batch, steps, classes] = [dims[0], dims[1], dims[2]];
    if lengths.shape()[..] != [batch] {
        return Err(Error::expected(PLACE, format!("lengths of ({batch},)"), lengths.shape()));
    }
    let paths = match strategy {
        CtcDecoding::Greedy { .. } => 1,
        CtcDecoding::BeamSearch { beam_width, top_paths } if (1..=beam_width).contains(&top_paths) => {
            top_paths
        }
        CtcDecoding::BeamSearch { beam_width, top_paths } => {
            let expected = format!("`top_paths` from 1 to `beam_width`, {beam_width}");
            return Err(Error::expected(PLACE, expected, top_paths));
        }
    };
    let lengths = lengths.read(<[f32]>::to_vec);
    check_indices(PLACE, &lengths, steps + 1)?;
    let mut decoded = Decoded {
        paths,
        labels: vec![-1.0; paths * batch * steps],
        scores: vec![f32::NEG_INFINITY; batch * paths],
    };
    logits.read(|logits| {
        for (sample, length) in lengths.into_iter().enumerate() {
            let logits = &logits[sample * steps * classes..][..length as usize * classes];
            let found = match strategy {
                CtcDecoding::Greedy { merge_repeated } => {
                    vec![greedy(logits, classes, blank, merge_repeated)]
                }
                CtcDecoding::BeamSearch { beam_width, .. } => beam_search(logits, classes, blank, beam_width),
            };
            for (path, (labels, score)) in found.into_iter().take(paths).enumerate() {
                decoded.scores[sample * paths + path] = score;
                let row = &mut decoded.labels[(path * batch + sample) * steps..][..steps];
                row.iter_mut().zip(labels).for_each(|(value, label)| *value = label as f32);
            }
        }
    });
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;

    #[test]
    fn what_cannot_be_decoded_is_an_error() {
        let error = |logits: [usize; 3], lengths: &[f32], strategy: CtcDecoding, blank: usize| {
            let tape = Tape::new();
            let logits = tape.constant(&logits, |values| values.fill(0.0));
            ctc_decode(
                &logits,
                &tape.constant(&[lengths.len()], |to| to.copy_from_slice(lengths)),
                strategy,
                blank,
            );
            tape.check().unwrap_err().to_string()
        };
        let (greedy, search) = (
            CtcDecoding::Greedy { merge_repeated: true },
            CtcDecoding::BeamSearch { beam_width: 3, top_paths: 4 },
        );
        assert!(error([1, 2, 3], &[2.0], greedy, 3).contains("classes above 3"));
        assert!(error([1, 2, 3], &[2.0, 1.0], greedy, 0).contains("lengths of (1,)"));
        assert!(error([1, 2, 3], &[3.0], greedy, 0).contains("K::ctc_decode"));
        assert!(error([1, 2, 3], &[2.0], search, 0).contains("from 1 to `beam_width`, 3"));
    }
}
