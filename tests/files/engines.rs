//! Trainings that Keras kept under TensorFlow and PyTorch: `../conformance/engines.py`.

use keras::models::load_compiled_model;
use keras::ndarray::{ArrayD, Ix1, Ix4};
use keras::serde_json::Value;

use crate::fixture::{self, array, assert_close, data};
use crate::written;

fn assert_gives(name: &str, outputs: ArrayD<f32>, keras: &Value) {
    assert_close(name, outputs.as_slice().unwrap(), &data(keras), 1e-4);
}

#[test]
fn a_training_that_another_engine_kept_goes_on_as_it_did_there() {
    for (engine, case) in fixture::read("engines").as_object().unwrap() {
        let x = array(&case["x"]).into_dimensionality::<Ix4>().unwrap();
        let y = array(&case["y"]).into_dimensionality::<Ix1>().unwrap().mapv(|class| class as u32);
        let steps = ["keras", "h5"].map(|ending| {
            let name = format!("{engine}.{ending}");
            let mut model = load_compiled_model(written(&format!("engines/{name}"))).unwrap();
            assert_eq!(model.optimizer().iterations(), 6, "{name}");
            assert_gives(&name, model.predict(&x).unwrap(), &case["outputs"]);
            let scores = model.train_on_batch(&x, &y).unwrap();
            let loss = case["loss"].as_f64().unwrap() as f32;
            assert_close(&name, &[scores.loss as f32], &[loss], 1e-4);
            assert_gives(&name, model.predict(&x).unwrap(), &case["outputs_then"]);
            model.get_weights()
        });
        assert_eq!(steps[0], steps[1], "{engine}");
    }
}
