//! The multi-layer perceptron as this library answers, its weights in the program.

use keras::prelude::*;

keras_file! {
    struct Mlp = "models/mlp.keras";
}

fn main() -> keras::Result<()> {
    let model = Mlp::pretrained();
    let mut predictor = model.predictor();
    let image = keras::ndarray::Array2::from_elem((1, 784), 0.5);
    programs::answer(|| predictor.predict(&image).map(|classes| classes[[0, 0]]));
    Ok(())
}
