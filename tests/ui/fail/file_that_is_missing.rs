use keras::prelude::*;

keras_file! {
    /// Tells ten handwritten digits apart.
    pub struct Digits = "models/digits.keras";
}

fn main() {
    let model = Digits::pretrained();
    let model = keras_file!("models/digits.keras");
}
