//! Models as ONNX. With `KERAS_SAVED` the files stay for `ci/check_onnx.py`, which has onnxruntime compute the same.

use std::fs;
use std::path::Path;

use keras::autodiff::Tape;
use keras::layers::{self, ForwardPass};
use keras::models::{load_model, model_from_json};
use keras::ndarray::ArrayD;
use keras::prelude::*;
use keras::saving::CustomObjects;
use keras::serde_json::{Value, json};
use keras::shape::DType;

use crate::catalogue::{self, INPUTS, alone, around, cases};
use crate::fixture;
use crate::functional::{
    AnyLength, Axes, InARow, Length, Named, Nested, Residual, Shared, Tied, Twice, batch, fact,
    graph as graph_file, outputs,
};
use crate::keras_files::{Branches, Image, Masked, Sequence, saved};

/// Exports a model with weights of which none is 0, and says what it computes.
fn exported<M: Model + Clone>(
    folder: &Path,
    file: &str,
    source: &str,
    model: &M,
    x: &[ArrayD<f32>],
) -> Value {
    let mut model = model.clone();
    let mut i = 0;
    let mut weights = model.get_weights();
    for weight in weights.iter_mut().flatten() {
        i += 1;
        *weight = 0.1 + 0.4 * (i as f32 * 0.37).sin().abs();
    }
    // A variance is positive; what else is not has both signs.
    for (path, weight) in model.weight_paths().iter().zip(&mut weights) {
        if !path.ends_with("variance") {
            weight
                .iter_mut()
                .enumerate()
                .filter(|(i, _)| i % 3 == 1)
                .for_each(|(_, weight)| *weight = -*weight);
        }
    }
    model.set_weights(&weights).unwrap();
    model.export(folder.join(file)).unwrap_or_else(|error| panic!("{source}: {error}"));
    fact(source, file.to_owned(), x, &outputs(&model, x))
}

#[test]
fn every_layer_is_exported() {
    let (folder, _held) = saved();
    let mut facts = vec![];
    // ONNX has no operators for histograms.
    let can = |layer: &Value| layer["class_name"] != "ContrastLimitedAdaptiveHistogramEqualization";
    for (source, layer) in cases("layers", layers::CLASSES).into_iter().filter(|(_, layer)| can(layer)) {
        let layer = alone(&layer);
        for (kind, shapes) in INPUTS {
            keras::random::set_random_seed(7);
            let Ok(model) = model_from_json(&around(&layer, kind, shapes), &CustomObjects::new()) else {
                continue;
            };
            let x = catalogue::batch(model.inputs().as_slice()[0].dtype() == DType::Int, shapes);
            let file = format!("layer_{}.onnx", facts.len());
            facts.push(exported(&folder, &file, &source, &model, &x));
        }
    }
    assert!(facts.len() > 200);
    fs::write(folder.join("onnx_layers.json"), json!(facts).to_string()).unwrap();
}

/// Each layer that keeps steps between one that masks them and one that looks at the mask.
#[test]
fn masks_go_through_every_layer_as_here() {
    let (folder, _held) = saved();
    let object = |class: &str, config: Value| json!({ "class_name": class, "config": config });
    let mut facts = vec![];
    for (source, layer) in cases("layers", layers::CLASSES) {
        let layers = json!([
            object("InputLayer", json!({ "name": "x", "batch_shape": [null, 10, 4], "dtype": "float32" })),
            object("Masking", json!({ "name": "first" })),
            alone(&layer),
            object("GRU", json!({ "name": "last", "units": 2 })),
        ]);
        let sequence = object("Sequential", json!({ "name": "masked", "layers": layers }));
        let Ok(model) = model_from_json(&sequence, &CustomObjects::new()) else { continue };
        let mut x = catalogue::batch(false, &[&[10, 4]]);
        for step in [1, 2, 6, 9] {
            x[0].index_axis_mut(keras::ndarray::Axis(1), step).fill(0.0);
        }
        // A mask along an axis that is normalized is refused.
        let pass = ForwardPass::inference(&Tape::new());
        model.call(&[pass.tape().array(x[0].view())], &pass);
        if pass.tape().check().is_err() {
            continue;
        }
        let file = format!("masked_{}.onnx", facts.len());
        facts.push(exported(&folder, &file, &source, &model, &x));
    }
    assert!(facts.len() > 30, "{}", facts.len());
    fs::write(folder.join("onnx_masked.json"), json!(facts).to_string()).unwrap();
}

graph! {
    /// Masks, from ids that are 0, through all that reads them.
    struct MaskedSteps {
        let ids = Input(6, dtype = int32, name = ids);
        let x = Embedding(5, 4, mask_zero = true)(ids);
        let y = Dropout(0.5)(GRU(3, return_sequences = true, activation = relu)(x));
        let (a, b, c) = LSTM(3, return_sequences = true, return_state = true, go_backwards = true)(y);
        let z = Bidirectional(SimpleRNN(3, return_sequences = true))(x);
        let w = RNN(StackedRNNCells([GRUCell(3), LSTMCell(2)]), return_sequences = true)(x);
        let v = RNN(GRUCell(3), return_sequences = true, zero_output_for_mask = true)(x);
        let last = RNN(LSTMCell(3))(x);
        let joined = Concatenate()([a, z, w, v]);
        (
            GlobalAveragePooling1D()(Add()([y, LeakyReLU()(y)])),
            b + c,
            Softmax(axis = 1)(y),
            Multiply()([y, y]),
            Maximum()([y, Softmax()(y)]),
            GRU(2)(joined),
            last,
            Attention(use_causal_mask = true)([y, y]),
        )
    }
}

graph! {
    struct MaskedAttention {
        let (x, m) = (Input(6, 4, name = x), Input(5, 4, name = m));
        let (x, m) = (Masking()(x), Masking(mask_value = 0.5)(m));
        let (y, scores) = MultiHeadAttention(2, 3, return_attention_scores = true)(x, value = m);
        let z = MultiHeadAttention(2, 3, sliding_window = 2, use_causal_mask = true)(x, x);
        let a = AdditiveAttention()([x, m]);
        let b = TimeDistributed(Dense(3))(x);
        let c = Bidirectional(GRU(3, reset_after = false), merge_mode = ave)(x);
        (y, scores, z, a, LSTM(2)(b), c, TimeDistributed(Conv1D(2, 2))(Reshape((3, 2, 4))(z)))
    }
}

graph! {
    /// Sizes that the data decide, and a position in each.
    struct AnySteps {
        let x = Input(_, 4, name = x);
        let y = Conv1D(4, 3, strides = 2, padding = same)(x);
        let y = SinePositionEncoding()(y) + PositionEmbedding(9)(y) + y;
        let z = LSTM(3, return_sequences = true)(y);
        let w = TimeDistributed(Dense(3))(z);
        (MultiHeadAttention(2, 2, use_causal_mask = true)(z, z), w, Dot((2, 2))([z, w / w]), Bidirectional(GRU(2, activation = gelu))(y))
    }
}

graph! {
    /// Attention along one axis of three, whose size the data decide, and its scores.
    struct AnyColumns {
        let x = Input(2, _, 4, name = x);
        let y = MultiHeadAttention(2, 3, attention_axes = 2, output_shape = 3)(x, x);
        let (z, scores) = MultiHeadAttention(2, 3, attention_axes = 1, use_gate = true, return_attention_scores = true)(x, x);
        (y, z, scores)
    }
}

graph! {
    struct UNet {
        let image = Input(8, 8, 3, name = image);
        let first = Conv2D(4, 3, padding = same, activation = relu)(image);
        let x = MaxPooling2D(2)(first);
        let x = BatchNormalization()(Conv2D(8, 3, padding = same)(x));
        let x = PReLU(shared_axes = (1, 2))(x);
        let x = UpSampling2D(2, interpolation = bilinear)(x);
        let x = ZeroPadding2D(1)(Cropping2D(1)(x));
        let x = Concatenate()([x, first]);
        Conv2D(2, 1, activation = softmax)(x)
    }
}

graph! {
    struct Resampled {
        let x = Input(5, 4, 2, name = x);
        (
            UpSampling2D((2, 3), interpolation = bicubic)(x),
            UpSampling2D(2, interpolation = lanczos3)(x),
            UpSampling2D((3, 2), interpolation = lanczos5)(x),
            UpSampling2D((3, 2))(x),
            GroupNormalization(2)(x),
            LayerNormalization(axis = (1, 2))(x),
            x - x * 0.5,
        )
    }
}

#[test]
fn models_are_exported_whatever_they_are_like() {
    let (folder, _held) = saved();
    let mut facts = vec![];
    macro_rules! export {
        ($($model:ident)*) => {$({
            let model = $model::default();
            let mut x = batch(&model);
            // Steps that are masked stand anywhere; of the whole of one sample.
            for x in &mut x {
                if let Some(mut step) = (x.ndim() == 3).then(|| x.index_axis_mut(keras::ndarray::Axis(1), 1)) {
                    step.fill(0.0);
                }
                if x.ndim() == 3 {
                    x.index_axis_mut(keras::ndarray::Axis(0), 2).fill(0.0);
                }
            }
            let name = stringify!($model);
            facts.push(exported(&folder, &format!("type_{name}.onnx"), name, &model, &x));
        })*};
    }
    export! {
        Image Branches Masked Sequence Shared Twice Residual Nested InARow Named AnyLength Length
        MaskedSteps MaskedAttention AnySteps AnyColumns Axes Tied UNet Resampled
    }
    for (name, _) in fixture::read("graphs").as_object().unwrap() {
        let model = load_model(graph_file(name, "keras")).unwrap();
        facts.push(exported(&folder, &format!("graph_{name}.onnx"), name, &model, &batch(&model)));
    }
    fs::write(folder.join("onnx_types.json"), json!(facts).to_string()).unwrap();
}

#[test]
fn activations_are_exported() {
    let (folder, _held) = saved();
    let mut facts = vec![];
    for (name, _) in keras::activations::NAMES {
        let layer =
            json!({ "class_name": "Activation", "config": { "name": "activation", "activation": name } });
        for shapes in [&[&[6_usize][..]][..], &[&[3, 3, 4]]] {
            let model = model_from_json(&around(&layer, "f", shapes), &CustomObjects::new()).unwrap();
            let mut x = catalogue::batch(false, shapes);
            x[0].mapv_inplace(|x| 4.0 * x);
            facts.push(exported(&folder, &format!("activation_{}.onnx", facts.len()), name, &model, &x));
        }
    }
    fs::write(folder.join("onnx_activations.json"), json!(facts).to_string()).unwrap();
}

#[test]
fn what_onnx_cannot_say_is_an_error_before_a_file_is_written() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("m.onnx");
    let error = |model: &dyn Fn(&Path) -> keras::Result<()>| {
        let error = model(&path).unwrap_err().to_string();
        assert!(!path.exists());
        error
    };
    let twice: fn(&keras::autodiff::Tensor) -> keras::autodiff::Tensor = |x| x + x;
    let mut lambda = Sequential::new();
    lambda.add(layer!(Lambda(twice, input = 3, name = twice))).unwrap();
    let found = error(&|path| lambda.export(path));
    assert_eq!(
        found,
        "model `sequential`, export, layer `twice` (Lambda): cannot be exported to ONNX: it is a function of Rust, of \
         which only Rust knows what it computes"
    );
    assert!(error(&|path| Sequential::new().export(path)).ends_with("export: it has no layers"));
    let found =
        error(&|path| sequential![GRU(2, stateful = true, input = (3, 2), name = memory)].export(path));
    assert!(found.contains("layer `memory` (GRU): is `stateful`"), "{found}");
    let model = sequential![Dense(2, input = 3)];
    let found = model.export(folder.path().join("m.keras")).unwrap_err().to_string();
    assert!(found.contains("expected a path that ends in `.onnx`"), "{found}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

mod own {
    use keras::autodiff::Tensor;
    use keras::layers::{Context, Layer};
    use keras::prelude::*;
    use keras::shape::{Inputs, ShapeResult, Spec};

    /// A layer of one's own.
    #[derive(Config, Clone, Copy)]
    pub struct Doubling {}

    impl Doubling {
        const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
            inputs.one()
        }
    }

    impl Layer for Doubling {
        fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
            &inputs[0] * 2.0
        }
    }

    #[test]
    fn a_layer_of_ones_own_is_an_error_that_names_it() {
        let folder = tempfile::TempDir::new().unwrap();
        let model = sequential![Doubling(input = 3, name = doubled)];
        let error = model.export(folder.path().join("m.onnx")).unwrap_err().to_string();
        assert!(error.contains("layer `doubled` (Doubling): is a layer of your own"), "{error}");
    }
}
