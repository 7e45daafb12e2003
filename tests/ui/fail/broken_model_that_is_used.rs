//! A model without a name that does not fit is taken for anything: nothing more is said where it is used.

use keras::ndarray::Array2;
use keras::prelude::*;

fn make() -> impl Model<Input = Rank3<3, 3, 1>, Output = Rank1<10>> {
    sequential![Conv2D(8, 5, input = (3, 3, 1)), Flatten(), Dense(10)]
}

fn main() -> keras::Result<()> {
    let _: Array2<f32> = make().predict([[[[0.0]; 3]; 3]])?;
    let model = graph!({
        let x = Input(3);
        Dense(10, activation = softmax)(Add()([x, Dense(4)(x)]))
    });
    let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    model.fit(&[[1.0; 3]; 2], &[1, 2], Fit::epochs(2))?;
    let y: Array2<f32> = model.predict(&[[1.0; 3]])?;
    println!("{y} {}", model.predict(&[[1.0; 3]])?.row(0));
    Ok(())
}
