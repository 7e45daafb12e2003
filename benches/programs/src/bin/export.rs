//! A model as ONNX, for engines that read it: `export mlp`.

use keras::prelude::*;

fn main() -> keras::Result<()> {
    let model = std::env::args().nth(1).expect("the name of the model");
    keras::models::load_model(format!("models/{model}.keras"))?.export(format!("models/{model}.onnx"))
}
