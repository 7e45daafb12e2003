//! Every macro, as a crate of any edition uses it: this file is a test of one crate for each.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};

/// Multiplies by a number.
#[derive(Config, Clone, Copy)]
pub struct Scale {
    #[default(2.0)]
    factor: f32,
}

impl Scale {
    /// The shape stays.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one_float()
    }
}

impl Layer for Scale {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        &inputs[0] * self.factor
    }
}

sequential! {
    /// A list of layers, whose names are words that some editions keep for themselves.
    pub struct Listed {
        Dense(4, activation = "relu", input = 4, name = "async"),
        Scale(factor = 0.5, name = "dyn"),
        Dense(4, use_bias = True, name = "gen"),
        Dense(2, activation = softmax, name = r#try),
    }
}

graph! {
    /// A graph with a block, a loop, a choice and arithmetic.
    pub struct Wired {
        fn block(x, units, is_deep) {
            let y = Dense(units, activation = None)(x);
            if is_deep { y = ReLU()(y); }
            y
        }
        let x = Input(4);
        for i in 0..2 {
            x = block(x, 4, i == 1) + Dense(4, name = "side{i}")(x);
        }
        2.0 * Listed()(x)
    }
}

#[test]
fn the_macros_mean_the_same_in_every_edition() -> keras::Result<()> {
    let listed = Listed::new();
    assert_eq!(listed.r#async.get_weight("kernel")?.shape(), [4, 4]);
    assert_eq!(listed.r#gen.get_weight("bias")?.shape(), [4]);
    assert_eq!(listed.r#try.get_weight("bias")?.shape(), [2]);
    assert_eq!(listed.r#dyn.config().factor, 0.5);

    const UNITS: usize = 3;
    let inline = sequential![Dense(UNITS, input = (2,)), Activation(relu), Scale(), Dense(1)];
    let anonymous = graph!({
        let (a, b) = (Input(2), Input(2));
        sequential![Dense(3), ReLU()](Concatenate()(a, b))
    });
    assert_eq!(inline.predict(vec![[0.5_f32; 2]; 3])?.dim(), (3, 1));
    let pairs = vec![[0.5_f32; 2]; 3];
    assert_eq!(anonymous.predict((&pairs, &pairs))?.dim(), (3, 3));
    assert_eq!(Wired::new().predict(vec![[0.5_f32; 4]; 3])?.dim(), (3, 2));

    let mut grown = Sequential::new();
    grown.add(layer!(Dense(2, input_shape = (4,))))?.add(layer!(Scale(3.0)))?;
    let mut model = listed.compile(
        Adam::default(),
        SparseCategoricalCrossentropy::default(),
        metrics![accuracy, hits = |t, p| keras::backend::mean(p) + keras::backend::mean(t) * 0.0],
    );
    model.fit(vec![[0.5_f32; 4]; 4], vec![1_u8; 4], Fit::epochs(1).verbose(0))?;
    Ok(())
}
