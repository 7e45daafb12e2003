use crate::Result;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::random::{self, Stream};
use crate::tensor::Dims;

/// Dropout: a share `rate` of the values becomes 0, the rest is scaled up by `1 / (1 - rate)`.
pub(crate) fn dropout(x: &Tensor, rate: f32, stream: impl Into<Stream>) -> Tensor {
    x.tape().apply(DropoutMask { rate, stream: stream.into() }, &[x])
}

/// The stream says which values are dropped, so the mask is drawn again for the gradient and never kept.
struct DropoutMask {
    rate: f32,
    stream: Stream,
}

impl Operation for DropoutMask {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        Ok(x.dims(0))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        random::dropout(self.stream, self.rate, &x[0], y);
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        random::dropout_in_place(self.stream, self.rate, dy);
        dx.reuse_upstream(0);
    }
}

#[cfg(test)]
mod tests {
    use super::dropout;
    use crate::autodiff::{Tape, Variable};
    use crate::backend as K;

    #[test]
    fn the_gradient_is_dropped_and_scaled_where_the_values_are() {
        let x = Variable::new("x", &[1000], |x| x.fill(1.0)).unwrap();
        let tape = Tape::new();
        let y = dropout(&tape.variable(&x), 0.25, 3);
        let values = y.to_array();
        tape.backward(&K::sum(&y)).unwrap();
        tape.gradient(&x, |gradient| assert_eq!(gradient, values.as_slice().unwrap())).unwrap();
        let kept = values.iter().filter(|&&value| value != 0.0).count();
        assert!((700..800).contains(&kept), "{kept} of 1000 are kept at a rate of 0.25");
        assert!(values.iter().all(|&value| value == 0.0 || value == 1.0 / 0.75));
    }
}
