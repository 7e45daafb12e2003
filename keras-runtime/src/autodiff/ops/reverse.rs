use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::tensor::Dims;

/// The same elements along an axis, the last one first.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0, 3.0]);
/// assert_eq!(K::reverse(&x, 0).to_array(), ndarray::array![3.0, 2.0, 1.0].into_dyn());
/// ```
pub fn reverse(x: &Tensor, axis: isize) -> Tensor {
    x.tape().apply(Reverse { axis }, &[x])
}

struct Reverse {
    axis: isize,
}

impl Reverse {
    /// How many steps there are along the axis, and how many neighbouring numbers each of them is.
    fn around(&self, x: &Inputs<'_>) -> Result<(usize, usize)> {
        let axis = x.dims(0).axis("K::reverse", self.axis)?;
        let (_, along, after) = x.dims(0).around(axis);
        Ok((along, after))
    }
}

/// Hands each part of `to` to `put`, with the part of `from` that stands opposite.
fn opposite((along, after): (usize, usize), from: &[f32], to: &mut [f32], put: impl Fn(&mut [f32], &[f32])) {
    let (block, after) = ((along * after).max(1), after.max(1));
    for (from, to) in from.chunks_exact(block).zip(to.chunks_exact_mut(block)) {
        from.chunks_exact(after).rev().zip(to.chunks_exact_mut(after)).for_each(|(from, to)| put(to, from));
    }
}

impl Operation for Reverse {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        self.around(x).map(|_| x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        opposite(self.around(x)?, &x[0], y, <[f32]>::copy_from_slice);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let around = self.around(x).expect("the axis existed when the values were computed");
        dx.add(0, |dx| {
            opposite(around, dy, dx, |to, from| to.iter_mut().zip(from).for_each(|(to, from)| *to += from));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn what_is_reversed_has_its_gradient_along_every_axis() {
        for axis in -3..3 {
            check_gradient(&[&[2, 3, 2]], |x| reverse(&x[0], axis));
        }
    }
}
