//! Views in steps along axes, and their inverse, which puts a tensor there; each is the gradient of the other.

use smallvec::SmallVec;

use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::strided::Strided;
use crate::tensor::{Dims, MAX_RANK};
use crate::{Error, Result};

/// Where a view begins in a tensor, and the size and the stride of each of its axes.
#[derive(Clone)]
pub struct Walk {
    pub start: usize,
    pub axes: SmallVec<[(usize, isize); MAX_RANK]>,
}

impl Walk {
    /// The walk through all of a tensor of this shape.
    pub fn whole(dims: Dims) -> Self {
        let axes = (0..dims.rank()).map(|axis| (dims[axis], dims.around(axis).2 as isize));
        Self { start: 0, axes: axes.collect() }
    }

    /// The walk along `axis` from `start` on, for so many elements; it keeps within the axis.
    pub fn narrowed(mut self, axis: usize, start: usize, size: usize) -> Self {
        self.start += start * self.axes[axis].1 as usize;
        self.axes[axis].0 = size;
        self
    }

    fn dims(&self) -> Result<Dims> {
        if self.axes.len() > MAX_RANK {
            // Says how many there may be.
            return Dims::new(&[1; MAX_RANK + 1]);
        }
        Dims::new(&self.axes.iter().map(|&(size, _)| size).collect::<SmallVec<[usize; MAX_RANK]>>())
    }

    /// The walk, unless it has no elements.
    fn strided(&self) -> Option<Strided<1>> {
        let is_empty = self.axes.iter().any(|&(size, _)| size == 0);
        (!is_empty).then(|| {
            Strided::new([self.start], self.axes.iter().rev().map(|&(size, stride)| (size, [stride])))
        })
    }
}

/// The elements of `x` that the walk which `rule` makes of its shape comes by, in the shape of that walk.
pub fn strided(x: &Tensor, rule: impl Fn(Dims) -> Result<Walk> + Send + 'static) -> Tensor {
    x.tape().apply(View(rule), &[x])
}

/// A tensor of zeros in the shape `dims`, to which each element of `x` is added where `walk` comes by.
pub fn spread(x: &Tensor, walk: Walk, dims: Dims) -> Tensor {
    x.tape().apply(Spread { walk, dims }, &[x])
}

struct View<R>(R);

impl<R: Fn(Dims) -> Result<Walk> + Send + 'static> Operation for View<R> {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        (self.0)(x.dims(0))?.dims()
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        if let Some(walk) = (self.0)(x.dims(0))?.strided() {
            walk.copy(&x[0], y);
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let walk = (self.0)(x.dims(0)).expect("the rule fitted the values").strided();
        dx.add(0, |g| walk.iter().for_each(|walk| walk.add_gradient(dy, g)));
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        _: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        let walk = (self.0)(x[0].shape()).expect("the rule fitted the values");
        dx.set(0, || spread(dy, walk, x[0].shape()));
        true
    }
}

struct Spread {
    walk: Walk,
    dims: Dims,
}

impl Operation for Spread {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let expected = self.walk.dims()?;
        if x.dims(0) == expected {
            Ok(self.dims)
        } else {
            Err(Error::expected("a view", expected, x.dims(0)))
        }
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        y.fill(0.0);
        if let Some(walk) = self.walk.strided() {
            walk.add_gradient(&x[0], y);
        }
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dx.add(0, |g| self.walk.strided().iter().for_each(|walk| walk.add(dy, g)));
    }

    fn differentiable_backward(
        &self,
        _: &[Tensor],
        _: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        let walk = self.walk.clone();
        dx.set(0, || strided(dy, move |_| Ok(walk.clone())));
        true
    }
}

#[cfg(test)]
mod tests {
    use smallvec::smallvec;

    use super::*;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn views_and_what_is_put_there_are_the_gradients_of_each_other() {
        // Backwards along one axis, and twice by the same elements along another.
        let walk = Walk { start: 5, axes: smallvec![(2, -2), (3, -1)] };
        let (own, dims) = (walk.clone(), Dims::new(&[3, 2]).unwrap());
        check_second_gradient(&[&[3, 2]], |x| {
            let walk = own.clone();
            let y = strided(&x[0], move |_| Ok(walk.clone()));
            &y * &y
        });
        check_second_gradient(&[&[2, 3]], |x| {
            let y = spread(&x[0], walk.clone(), dims);
            &y * &y
        });
    }
}
