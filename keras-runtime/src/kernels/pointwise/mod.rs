//! Functions of one element at a time.

/// A pointwise function that can be applied while a product is written: its derivative is a function of
/// its value alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Pointwise {
    /// `x`
    #[default]
    Linear,
    /// `max(x, 0)`
    Relu,
    /// `1 / (1 + exp(-x))`
    Sigmoid,
    /// `tanh(x)`
    Tanh,
}

impl Pointwise {
    /// Replaces each value by the function's.
    pub fn apply(self, values: &mut [f32]) {
        match self {
            Pointwise::Linear => {}
            Pointwise::Relu => values.iter_mut().for_each(|x| *x = x.max(0.0)),
            Pointwise::Sigmoid => values.iter_mut().for_each(|x| *x = 1.0 / (1.0 + (-*x).exp())),
            Pointwise::Tanh => values.iter_mut().for_each(|x| *x = x.tanh()),
        }
    }
}
