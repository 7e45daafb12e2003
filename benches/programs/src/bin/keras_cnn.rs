//! The convolutional network as this library answers, its weights in the program.

use keras::prelude::*;

keras_file! {
    struct Cnn = "models/cnn.keras";
}

fn main() -> keras::Result<()> {
    let model = Cnn::pretrained();
    let mut predictor = model.predictor();
    let image = keras::ndarray::Array4::from_elem((1, 28, 28, 1), 0.5);
    programs::answer(|| predictor.predict(&image).map(|classes| classes[[0, 0]]));
    Ok(())
}
