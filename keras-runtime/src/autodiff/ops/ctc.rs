use super::cross_entropy::check_indices;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::ctc::Sample;
use crate::kernels::parallel::{each, parts, parts_mut};
use crate::tensor::Dims;
use crate::{Error, Result};

/// CTC loss (connectionist temporal classification): `−log` of the probability that a sequence of labels is read from
/// logits of more steps, where each step reads a label, the one before again, or the blank `mask_index`.
///
/// Labels `target` are `(batch, length)`, of which the first `target_length`, `(batch)`, count; logits `output` are
/// `(batch, steps, classes)`, of which the first `output_length` steps count. The loss is `(batch)`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (target, output) = (tape.array(&[[1.0]]), tape.constant(&[1, 2, 2], |x| x.fill(0.0)));
/// let (target_length, output_length) = (tape.array(&[1.0]), tape.array(&[2.0]));
/// // Three of the four ways through two steps read the label: `1-`, `-1`, `11`.
/// let loss = K::ctc_loss(&target, &output, &target_length, &output_length, 0).to_array()[0];
/// assert!((loss + 0.75_f32.ln()).abs() < 1e-6);
/// ```
///
/// More labels than steps, a blank between equal labels included, are an error, where Keras gives a large number.
///
/// Source: Graves and others, ["Connectionist temporal
/// classification"](https://www.cs.toronto.edu/~graves/icml_2006.pdf) (2006). As
/// [`keras.ops.ctc_loss`](https://keras.io/api/ops/nn/#ctcloss-function).
pub fn ctc_loss(
    target: &Tensor,
    output: &Tensor,
    target_length: &Tensor,
    output_length: &Tensor,
    mask_index: usize,
) -> Tensor {
    output.tape().apply(Ctc { blank: mask_index }, &[target, output, target_length, output_length])
}

const PLACE: &str = "K::ctc_loss";

struct Ctc {
    blank: usize,
}

impl Ctc {
    /// The sample of this number.
    fn sample<'x>(&self, x: &'x Inputs<'_>, index: usize) -> Sample<'x> {
        let (length, classes) = (x.dims(0)[1], x.dims(1).last_size());
        let size = x.dims(1)[1] * classes;
        Sample {
            labels: &x[0][index * length..][..x[2][index] as usize],
            logits: &x[1][index * size..][..x[3][index] as usize * classes],
            classes,
            blank: self.blank,
        }
    }

    /// Whether the labels of a sample can be read from its steps.
    fn check(&self, sample: Sample<'_>, steps: f32) -> Result<()> {
        check_indices(PLACE, sample.labels, sample.classes)?;
        if sample.labels.contains(&(self.blank as f32)) {
            let error = Error::expected(PLACE, "labels other than the blank", self.blank);
            return Err(error.help("the blank stands for no label, and pads labels at their end"));
        }
        let least = sample.least_steps();
        if least > steps as usize {
            let labels = format!("{} labels that take {least}", sample.labels.len());
            return Err(Error::expected(PLACE, format!("labels for {steps} steps"), labels)
                .help("equal labels in a row take a step more, for the blank between them"));
        }
        Ok(())
    }
}

impl Operation for Ctc {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let [target, output] = [x.dims(0), x.dims(1)];
        if output.rank() != 3 || output[1] == 0 || output[2] <= self.blank {
            let expected = format!("logits of (batch, steps, classes), of classes above {}", self.blank);
            return Err(Error::expected(PLACE, expected, output));
        }
        let batch = output[0];
        if target.rank() != 2 || target[0] != batch {
            return Err(Error::expected(PLACE, format!("labels of ({batch}, length)"), target));
        }
        for lengths in [x.dims(2), x.dims(3)] {
            if lengths[..] != [batch] {
                return Err(Error::expected(PLACE, format!("lengths of ({batch},)"), lengths));
            }
        }
        Ok(output.without(2).without(1))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        check_indices(PLACE, &x[2], x.dims(0)[1] + 1)?;
        check_indices(PLACE, &x[3], x.dims(1)[1] + 1)?;
        for (index, &steps) in x[3].iter().enumerate() {
            self.check(self.sample(x, index), steps.max(1.0))?;
        }
        each(0, parts_mut(y, 1), |index, y| y[0] = self.sample(x, index).loss());
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let size = x.dims(1)[1] * x.dims(1)[2];
        dx.add(1, |g| {
            each(0, (parts_mut(g, size), parts(dy, 1)), |index, (g, dy)| {
                self.sample(x, index).add_gradient(dy[0], g);
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    fn loss(x: &Tensor, labels: &[[f32; 2]; 2], lengths: [f32; 2], steps: [f32; 2]) -> Tensor {
        let tape = x.tape();
        ctc_loss(&tape.array(labels), x, &tape.array(&lengths), &tape.array(&steps), 0)
    }

    #[test]
    fn the_loss_has_its_gradient_by_the_logits() {
        check_gradient(&[&[2, 4, 3]], |x| loss(&x[0], &[[1.0, 2.0], [2.0, 2.0]], [2.0, 2.0], [4.0, 3.0]));
        check_gradient(&[&[2, 4, 3]], |x| loss(&x[0], &[[1.0, 0.0], [0.0, 0.0]], [1.0, 0.0], [4.0, 2.0]));
    }

    #[test]
    fn labels_that_cannot_be_read_are_an_error() {
        let message = |labels, lengths, steps| {
            let tape = Tape::new();
            loss(&tape.constant(&[2, 4, 3], |x| x.fill(0.0)), &labels, lengths, steps);
            tape.check().unwrap_err().to_string()
        };
        let labels = [[1.0, 2.0], [2.0, 2.0]];
        assert_eq!(
            message(labels, [2.0, 2.0], [4.0, 2.0]),
            "K::ctc_loss: expected labels for 2 steps, found 2 labels that take 3\n\
             help: equal labels in a row take a step more, for the blank between them"
        );
        assert!(message([[1.0, 3.0], [1.0, 1.0]], [2.0; 2], [4.0; 2]).contains("from 0 to 2, found 3"));
        assert!(message([[1.0, 0.0], [1.0, 1.0]], [2.0; 2], [4.0; 2]).contains("other than the blank"));
        assert!(message(labels, [3.0, 2.0], [4.0; 2]).contains("from 0 to 2, found 3"));
        assert!(message(labels, [2.0; 2], [4.0, 5.0]).contains("from 0 to 4, found 5"));
    }
}
