use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::pointwise::sigmoid;
use crate::tensor::Dims;
use crate::{Error, Result};

/// GLU, the gated linear unit: the first half of the last axis times the sigmoid of the second.
pub(crate) fn glu(x: &Tensor) -> Tensor {
    x.tape().apply(Glu, &[x])
}

struct Glu;

impl Operation for Glu {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let dims = x.dims(0);
        if dims.rank() == 0 || !dims.last_size().is_multiple_of(2) {
            return Err(Error::expected("activation `glu`", "a last axis of even size, to halve", dims));
        }
        dims.resized(dims.rank() - 1, dims.last_size() / 2)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let half = x.dims(0).last_size() / 2;
        for (y, x) in y.chunks_exact_mut(half.max(1)).zip(x[0].chunks_exact((2 * half).max(1))) {
            let (value, gate) = x.split_at(half);
            sigmoid(gate, y);
            y.iter_mut().zip(value).for_each(|(y, value)| *y *= value);
        }
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let half = x.dims(0).last_size() / 2;
        let row = (2 * half).max(1);
        dx.add(0, |g| {
            let rows = g.chunks_exact_mut(row).zip(x[0].chunks_exact(row)).zip(dy.chunks_exact(half.max(1)));
            for ((g, x), dy) in rows {
                let ((dvalue, dgate), (value, gate)) = (g.split_at_mut(half), x.split_at(half));
                for i in 0..half {
                    let open = 1.0 / (1.0 + (-gate[i]).exp());
                    dvalue[i] += dy[i] * open;
                    dgate[i] += dy[i] * value[i] * open * (1.0 - open);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;

    #[test]
    fn an_axis_that_has_no_half_is_an_error() {
        let tape = Tape::new();
        glu(&tape.array(&[[1.0, 2.0, 3.0]]));
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "activation `glu`: expected a last axis of even size, to halve, found (1, 3)");
    }
}
