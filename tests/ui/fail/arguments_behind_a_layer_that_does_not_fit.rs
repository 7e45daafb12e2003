//! What is wrong with the value of an argument is said, whatever stands before the layer.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Fault, Inputs, ShapeResult, Spec};
use keras::shape_try;

/// Multiplies by a number.
#[derive(Config, Clone, Copy)]
struct Scale {
    factor: f32,
}

impl Scale {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        if self.factor == 0.0 {
            return ShapeResult::Err(Fault::new("needs a `factor` that is not 0").of_argument());
        }
        let spec = shape_try!(inputs.one_float());
        if spec.shape().rank() != 1 {
            return ShapeResult::Err(Fault::new("takes vectors"));
        }
        ShapeResult::Ok(spec)
    }
}

impl Layer for Scale {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        &inputs[0] * self.factor
    }
}

fn main() {
    sequential![Dense(0, input = 4), Dropout(1.5), BatchNormalization(momentum = 2.0), Dense(3)];
    sequential![
        Conv2D(8, 5, input = (3, 3, 1)),
        MaxPooling2D(0),
        UpSampling2D((2, 0)),
        Conv2D(0, 3),
        TimeDistributed(Dropout(2.0)),
        LSTM(0),
        Scale(0.0),
        Scale(1.0),
    ];
    graph!({
        let x = Dense(0)(Input(3));
        let dropped = Dropout(3.0);
        let y = dropped(Dense(3)(x));
        for _ in 0..3 {
            y = Dropout(1.1)(y);
        }
        dropped(Add()([x, y]))
    });
}
