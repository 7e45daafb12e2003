//! A layer of another module is `pub`.

use keras::prelude::*;

mod own {
    use keras::autodiff::Tensor;
    use keras::layers::{Context, Layer};
    use keras::prelude::*;
    use keras::shape::{Inputs, ShapeResult, Spec};

    #[derive(Config, Clone, Copy)]
    struct Scale {
        #[default(1.0)]
        factor: f32,
    }

    impl Scale {
        const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
            inputs.one()
        }
    }

    impl Layer for Scale {
        fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
            &inputs[0] * self.factor
        }
    }
}

fn main() {
    sequential![own::Scale(0.5, input = 64), own::Scale(factor = 2.0), Dense(10)];
}
