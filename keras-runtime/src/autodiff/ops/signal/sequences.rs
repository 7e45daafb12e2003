use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Overlapping sequences along the last axis: `(..., n)` gives `(..., count, sequence_length)`, where each begins
/// `sequence_stride` numbers after the one before; what is left at the end and would not fill one is left out.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
/// let y = K::extract_sequences(&x, 3, 2);
/// assert_eq!(y.to_array(), keras::ndarray::array![[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]].into_dyn());
/// ```
pub fn extract_sequences(x: &Tensor, sequence_length: usize, sequence_stride: usize) -> Tensor {
    let place = "K::extract_sequences";
    sequences(place, x, sequence_length, sequence_stride, 0)
}

/// The same of a signal that goes on at both ends by so many of its numbers, mirrored.
pub(super) fn sequences(
    place: &'static str,
    x: &Tensor,
    length: usize,
    stride: usize,
    mirrored: usize,
) -> Tensor {
    x.tape().apply(Sequences { place, length, stride, mirrored }, &[x])
}

/// The sum of sequences each of which begins `stride` after the one before: `(..., count, length)` gives `(..., n)`,
/// the transpose of [`extract_sequences`].
pub(super) fn overlapped(place: &'static str, x: &Tensor, stride: usize) -> Tensor {
    x.tape().apply(Overlapped { place, stride }, &[x])
}

#[derive(Clone, Copy)]
struct Sequences {
    place: &'static str,
    length: usize,
    stride: usize,
    mirrored: usize,
}

impl Sequences {
    /// The number of sequences.
    fn count(&self, dims: Dims) -> Result<usize> {
        let Self { place, length, stride, mirrored } = *self;
        dims.axis(place, -1)?;
        let size = dims.last_size();
        if stride == 0 || length == 0 {
            let found = format!("{length} and {stride}");
            return Err(Error::expected(place, "a length and a stride of 1 or more", found));
        }
        if mirrored > 0 && mirrored >= size {
            let expected = format!("more than {mirrored} numbers, which are mirrored at the ends");
            return Err(Error::expected(place, expected, dims));
        }
        let whole = size + 2 * mirrored;
        let rest = whole.checked_sub(length);
        let rest = rest.ok_or_else(|| Error::expected(place, format!("at least {length} numbers"), dims))?;
        Ok(1 + rest / stride)
    }

    /// Calls `f` with each place of the sequences and the place in the signal that it is from.
    fn each(&self, dims: Dims, mut f: impl FnMut(usize, usize)) {
        let (count, size) = (self.count(dims).expect("the shape is known"), dims.last_size());
        let rows = dims.elements() / size.max(1);
        for row in 0..rows {
            for sequence in 0..count {
                for i in 0..self.length {
                    let place = (sequence * self.stride + i).abs_diff(self.mirrored);
                    let place = if place < size { place } else { 2 * (size - 1) - place };
                    f((row * count + sequence) * self.length + i, row * size + place);
                }
            }
        }
    }
}

impl Operation for Sequences {
    fn name(&self) -> &'static str {
        self.place
    }

    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let (dims, count) = (x.dims(0), self.count(x.dims(0))?);
        dims.resized(dims.rank() - 1, count)?.with(dims.rank(), self.length)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        self.each(x.dims(0), |to, from| y[to] = x[0][from]);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dx.add(0, |g| self.each(x.dims(0), |to, from| g[from] += dy[to]));
    }
}

struct Overlapped {
    place: &'static str,
    stride: usize,
}

impl Overlapped {
    /// The sequences that the sum is made of.
    fn sequences(&self, x: Dims) -> Result<(Sequences, Dims)> {
        let Self { place, stride } = *self;
        let fits = x.rank() >= 2 && x[x.rank() - 2] > 0 && x.last_size() > 0 && stride > 0;
        if !fits {
            return Err(Error::expected(place, "at least one sequence, and a stride of 1 or more", x));
        }
        let (count, length) = (x[x.rank() - 2], x.last_size());
        let size = (count - 1).checked_mul(stride).and_then(|begin| begin.checked_add(length));
        let size = size.ok_or_else(|| Error::expected(place, "a length that memory holds", x))?;
        let y = x.without(x.rank() - 1).resized(x.rank() - 2, size)?;
        Ok((Sequences { place, length, stride, mirrored: 0 }, y))
    }
}

impl Operation for Overlapped {
    fn name(&self) -> &'static str {
        self.place
    }

    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.sequences(x.dims(0)).map(|(_, dims)| dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let (sequences, dims) = self.sequences(x.dims(0))?;
        y.fill(0.0);
        sequences.each(dims, |from, to| y[to] += x[0][from]);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let (sequences, dims) = self.sequences(x.dims(0)).expect("the values have been computed");
        dx.add(0, |g| sequences.each(dims, |from, to| g[from] += dy[to]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn sequences_and_their_sums_have_their_gradients() {
        for (length, stride, mirrored) in [(3, 1, 0), (2, 3, 0), (5, 2, 2), (1, 1, 4)] {
            check_gradient(&[&[2, 7]], |x| sequences("test", &x[0], length, stride, mirrored));
        }
        for stride in 1..5 {
            check_gradient(&[&[2, 3, 4]], |x| overlapped("test", &x[0], stride));
        }
    }
}
