//! What a named model with a mistake gives is taken for anything: nothing more is said where it is used.

use keras::ndarray::Array2;
use keras::prelude::*;

sequential! { struct Digits { Dense(3, input = 4), Reshape((5, 5)), Dense(2, unit = 3) } }
graph! { struct Pair { let x = Input(8); let y = Dense(3)(x); let z = Add()([x, y]); (y, z) } }
sequential! { struct Letters { Dense(3, input = 4), Dense 5, Dense(2) } }

struct Models {
    digits: Digits,
    pair: Pair,
}

fn two(_: &impl Model<Output = Rank1<2>>) {}

fn several(_: &impl Model<Output = (Rank1<2>, Rank1<8>)>) {}

fn main() -> keras::Result<()> {
    let models = Models { digits: Digits::new(), pair: Pair::new() };
    two(&models.digits);
    several(&models.pair);
    two(&Letters::new());
    let _: Array2<f32> = models.digits.predict(&[[1.0; 4]])?;
    let _: (Array2<f32>, Array2<f32>) = models.pair.predict(&[[1.0; 8]])?;
    let mut model = Letters::new().compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    model.fit(&[[1.0; 4]], &[1], Fit::epochs(1))?;
    let _: Array2<f32> = model.predict(&[[1.0; 4]])?;
    Ok(())
}
