//! `load_model` of graphs that a file decides.

use std::fs;
use std::path::{Path, PathBuf};

use keras::autodiff::{Tape, Tensor};
use keras::layers::ForwardPass;
use keras::models::{AnyModel, load_compiled_model, load_model};
use keras::ndarray::{Array2, ArrayD, IxDyn};
use keras::prelude::*;
use keras::serde_json::{Value, json};
use keras::shape::{DType, Dim, Spec};

use crate::compiled_in::agrees;
use crate::fixture::{self, array, arrays, assert_close};
use crate::keras_files::{Branches, Masked, Sequence, data, saved, written};

graph! {
    /// A layer that is called on two inputs, several outputs, and an output that is in the middle.
    pub struct Shared {
        let (a, b) = (Input(4, name = a), Input(4, name = b));
        let tower = Dense(3, activation = tanh, name = tower);
        let (x, y) = (tower(a), tower(b));
        let joined = Concatenate()([x, y * x]);
        let label = Dense(2, activation = softmax, name = label)(joined);
        (label, x, tower(a + b))
    }
}

graph! {
    /// A layer whose later call comes before others in the file.
    pub struct Twice {
        let x = Input(3);
        let turn = Dense(3, name = turn);
        let y = Dense(3, name = between)(turn(x));
        turn(Activation(relu)(turn(y)))
    }
}

sequential! { pub struct Inner { Dense(5, activation = relu, input = 3), BatchNormalization(), Dense(3) } }

graph! {
    /// Graph in a graph, which it is called twice in.
    pub struct Residual { let x = Input(3, name = x); Add()([Inner(name = inner)(x), x]) }
}

graph! {
    pub struct Nested {
        let x = Input(3, name = x);
        let block = Residual(name = block);
        Dense(1)(block(block(x)))
    }
}

sequential! { pub struct InARow { Dense(3, input = 2), Residual(), Inner(name = inner), Dense(1) } }

sequential! {
    /// A list with an operation of Keras, which is a graph there.
    pub struct Unmasked {
        Masking(input = (4, 3)), Dense(3), Unmask(), GlobalAveragePooling1D(), Dense(2, name = out),
    }
}

sequential! { pub struct Around { Dense(3, input = (4, 2)), Unmasked(name = inner), Dense(1) } }

graph! {
    /// Inputs by name, states, and arguments of the call.
    pub struct Named {
        let (q, v) = (Input(4, 6, name = q), Input(5, 6, name = v));
        let x = MultiHeadAttention(2, 3)(q, value = v, key = v);
        let y = MultiHeadAttention(2, 3)(x, x, use_causal_mask = true);
        let (sequence, h, c) = LSTM(3, return_sequences = true, return_state = true)(y);
        let z = LSTM(3)(sequence, initial_state = [h, c]);
        Dense(2)(z)
    }
}

graph! {
    /// Attention along some axes, and along all.
    pub struct Axes {
        let (x, y) = (Input(4, 3, 5, name = x), Input(4, 2, 5, name = y));
        let rows = MultiHeadAttention(2, 3, attention_axes = 2)(x, y);
        let images = MultiHeadAttention(2, 3)(rows, rows);
        let columns = MultiHeadAttention(1, 2, attention_axes = 1)(images, images, use_causal_mask = true);
        let sequence = Reshape((12, 5))(columns);
        Dense(2)(MultiHeadAttention(1, 2)(sequence, sequence))
    }
}

graph! {
    /// An embedding that goes both ways, and one with a matrix for the way back.
    pub struct Tied {
        let ids = Input(5, dtype = int32, name = ids);
        let words = ReversibleEmbedding(7, 3, mask_zero = true, logit_soft_cap = 2.0, name = words);
        let others = ReversibleEmbedding(7, 3, tie_weights = false, name = others);
        let x = Dense(3, activation = tanh)(words(ids)) + others(ids);
        (words(x, reverse = true), others(x, reverse = true))
    }
}

graph! {
    /// A size that only the data decides, inside and outside.
    pub struct AnyLength {
        let x = Input(_, 2);
        let x = Conv1D(3, 2, padding = same)(x);
        GlobalAveragePooling1D()(x)
    }
}

graph! {
    pub struct Length { let x = Input(6, 2, name = x); Dense(2)(AnyLength(name = any)(x)) }
}

graph! {
    /// A block that may be given steps that are masked.
    pub struct Block {
        let x = Input(5, 4, name = x);
        let y = LayerNormalization()(x + MultiHeadAttention(1, 2)(x, x));
        LayerNormalization()(y + Dense(4)(Dense(6, activation = relu)(y)))
    }
}

graph! {
    /// Two blocks, each of whose sums is of masked steps.
    pub struct Blocks {
        let ids = Input(5, dtype = int32, name = ids);
        let x = Embedding(7, 4, mask_zero = true)(ids);
        let x = LayerNormalization()(x + MultiHeadAttention(1, 2)(x, x));
        let y = LayerNormalization()(x + MultiHeadAttention(2, 2)(x, x));
        let z = Block(name = inner)(y);
        let w = Block(name = next)(z);
        let steps = Dense(3)(y + w);
        (Dense(2)(GlobalAveragePooling1D()(z + w)), GRU(2)(y), steps)
    }
}

graph! {
    /// Attention to another sequence, whose layers stand among those of the first.
    pub struct Translator {
        let source = Input(5, dtype = int32, name = source);
        let x = Embedding(7, 4, mask_zero = true)(source);
        let x = LayerNormalization()(x + MultiHeadAttention(1, 2)(x, x));
        let x = LayerNormalization()(x + Dense(4)(Dense(6)(x)));
        let target = Input(6, dtype = int32, name = target);
        let y = Embedding(7, 4, mask_zero = true)(target);
        let y = LayerNormalization()(y + MultiHeadAttention(1, 2)(y, y, use_causal_mask = true));
        let y = LayerNormalization()(y + MultiHeadAttention(1, 2)(y, x));
        let y = y + MultiHeadAttention(1, 2)(y, x);
        (Dense(7)(y), GlobalAveragePooling1D()(x), LSTM(2)(x))
    }
}

sequential! {
    /// Blocks in a list.
    pub struct ListOfBlocks {
        Embedding(7, 4, mask_zero = true, input = 5), Block(), RMSNormalization(), Block(name = next), GRU(2),
    }
}

/// A batch of three for each input of a model.
pub fn batch(model: &impl Model) -> Vec<ArrayD<f32>> {
    let one = |(position, spec): (usize, &Spec)| {
        let size = |dim: &Dim| if let Dim::Known(size) = *dim { size } else { 4 };
        let shape: Vec<usize> = std::iter::once(3).chain(spec.shape().dims().iter().map(size)).collect();
        let mut i = position;
        ArrayD::from_shape_simple_fn(IxDyn(&shape), || {
            i += 1;
            if spec.dtype() == DType::Int { (i % 5) as f32 } else { (i as f32 * 0.7).sin() }
        })
    };
    model.inputs().as_slice().iter().enumerate().map(one).collect()
}

pub fn outputs(model: &impl Model, inputs: &[ArrayD<f32>]) -> Vec<ArrayD<f32>> {
    let pass = ForwardPass::inference(&Tape::new());
    let inputs: Vec<Tensor> = inputs.iter().map(|x| pass.tape().array(x.view())).collect();
    model.call(&inputs, &pass).as_slice().iter().map(Tensor::to_array).collect()
}

/// The file of a model makes the same model, whose file is the same to the byte.
fn goes_there_and_back<M: Checked>(name: &str, folder: &Path) -> Value {
    let again = folder.join("again_type.keras");
    let (model, file) = (M::default(), format!("type_{name}.keras"));
    model.save(folder.join(&file)).unwrap();
    let read: AnyModel = load_model(folder.join(&file)).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(read.weight_paths(), model.weight_paths(), "{name}");
    assert_eq!(read.get_weights(), model.get_weights(), "{name}");
    if name != "Unmasked" {
        assert_eq!(read.summary(), model.summary(), "{name}");
    }
    let x = batch(&model);
    let found = outputs(&model, &x);
    assert_eq!(outputs(&read, &x), found, "{name}");
    read.save(&again).unwrap();
    assert!(fs::read(folder.join(&file)).unwrap() == fs::read(&again).unwrap(), "{name}");
    // A type reads what the file's model has written.
    assert_eq!(M::load(&again).unwrap().get_weights(), model.get_weights(), "{name}");
    fact(name, file, &x, &found)
}

/// What `saving.py` has to find.
pub fn fact(name: &str, file: String, inputs: &[ArrayD<f32>], outputs: &[ArrayD<f32>]) -> Value {
    let all = |arrays: &[ArrayD<f32>]| arrays.iter().map(written).collect::<Value>();
    json!({ "keras": name, "file": file, "inputs": all(inputs), "outputs": all(outputs) })
}

#[test]
fn a_graph_is_read_whatever_it_is_like() {
    let (folder, _held) = saved();
    let facts = [
        goes_there_and_back::<Branches>("Branches", &folder),
        goes_there_and_back::<Masked>("Masked", &folder),
        goes_there_and_back::<Sequence>("Sequence", &folder),
        goes_there_and_back::<Shared>("Shared", &folder),
        goes_there_and_back::<Twice>("Twice", &folder),
        goes_there_and_back::<Residual>("Residual", &folder),
        goes_there_and_back::<Nested>("Nested", &folder),
        goes_there_and_back::<InARow>("InARow", &folder),
        goes_there_and_back::<Unmasked>("Unmasked", &folder),
        goes_there_and_back::<Around>("Around", &folder),
        goes_there_and_back::<CalledTwice>("CalledTwice", &folder),
        goes_there_and_back::<Named>("Named", &folder),
        goes_there_and_back::<Axes>("Axes", &folder),
        goes_there_and_back::<Tied>("Tied", &folder),
        goes_there_and_back::<Blocks>("Blocks", &folder),
        goes_there_and_back::<Translator>("Translator", &folder),
        goes_there_and_back::<ListOfBlocks>("ListOfBlocks", &folder),
        goes_there_and_back::<AnyLength>("AnyLength", &folder),
        goes_there_and_back::<Length>("Length", &folder),
    ];
    fs::write(folder.join("types.json"), json!(facts).to_string()).unwrap();
}

#[test]
fn a_graph_that_keras_wrote_computes_what_it_did() {
    for name in ["branches", "masked"] {
        let fixture = &fixture::read("saving")["models"][name];
        let mut model = load_model(data(&format!("{name}.keras"))).unwrap();
        let x = arrays(&fixture["inputs"]);
        let (found, keras) = (&outputs(&model, &x)[0], array(&fixture["outputs"]));
        assert_close(name, found.as_slice().unwrap(), keras.as_slice().unwrap(), 1e-4);
        let weights = model.get_weights();
        model.load_weights(data(&format!("{name}.weights.h5"))).unwrap();
        assert_eq!(model.get_weights(), weights, "{name}");
    }
}

/// A graph that Keras has written.
pub fn graph(name: &str, ending: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/conformance/data/graphs/{name}.{ending}"))
}

#[test]
fn graphs_of_keras_are_read_whatever_they_are_like() {
    let fixture = fixture::read("graphs");
    let (folder, _held) = saved();
    let again = folder.join("again_graph.keras");
    let mut facts = vec![];
    for (name, case) in fixture.as_object().unwrap() {
        let model = load_model(graph(name, "keras")).unwrap_or_else(|error| panic!("{name}: {error}"));
        let x = arrays(&case["inputs"]);
        let found = outputs(&model, &x);
        let older = graph(name, "h5");
        if older.exists() {
            let older = load_model(older).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(older.to_json().unwrap(), model.to_json().unwrap(), "{name}");
            assert_eq!(older.get_weights(), model.get_weights(), "{name}");
        }
        let keras = arrays(&case["outputs"]);
        assert_eq!(found.len(), keras.len(), "{name}");
        for (found, keras) in found.iter().zip(&keras) {
            assert_eq!(found.shape(), keras.shape(), "{name}");
            assert_close(name, found.as_slice().unwrap(), keras.as_slice().unwrap(), 1e-4);
        }
        let file = format!("graph_{name}.keras");
        model.save(folder.join(&file)).unwrap();
        let read = load_model(folder.join(&file)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(outputs(&read, &x), found, "{name}");
        assert_eq!(totals(&read), totals(&model), "{name}");
        read.save(&again).unwrap();
        assert!(fs::read(folder.join(&file)).unwrap() == fs::read(&again).unwrap(), "{name}");
        facts.push(fact(name, file, &x, &found));
    }
    fs::write(folder.join("graphs.json"), json!(facts).to_string()).unwrap();
}

keras_file! { struct Ended = "tests/conformance/data/graphs/ended.keras"; }
keras_file! { struct Merged = "tests/conformance/data/graphs/merged.keras"; }

#[test]
fn a_loss_behind_an_operation_counts_the_steps_that_keras_counts() {
    let fixture = &fixture::read("graphs")["ended"];
    let (x, y) = (arrays(&fixture["inputs"]).remove(0), arrays(&fixture["outputs"]));
    let x = x.mapv(|id| id as i32);
    let labels: Vec<ArrayD<f32>> = y.iter().map(|y| ArrayD::zeros(y.raw_dim())).collect();
    let labels = (&labels[0], &labels[1], &labels[2]);
    let (loss, metrics) = (MeanSquaredError::default(), (metrics![], metrics![], metrics![]));
    let mut model =
        load_model(graph("ended", "keras")).unwrap().compile(SGD::default(), (loss, loss, loss), metrics);
    let scores = model.evaluate(&x, labels).unwrap();
    let keras = fixture::data(&json!({ "data": fixture["losses"] }));
    let found: Vec<f32> =
        ["last", "steps", "masked"].iter().map(|name| scores.get(&format!("{name}_loss")).unwrap()).collect();
    assert_close("losses", &found, &keras, 1e-4);
}

#[test]
fn a_loss_behind_attention_counts_the_steps_that_keras_counts() {
    let fixture = &fixture::read("graphs")["tagged"];
    let x = arrays(&fixture["inputs"]).remove(0).mapv(|id| id as i32);
    let labels = ArrayD::<f32>::zeros(arrays(&fixture["outputs"])[0].raw_dim());
    let model = load_model(graph("tagged", "keras")).unwrap();
    let mut model = model.compile(SGD::default(), MeanSquaredError::default(), metrics![]);
    let found = model.evaluate(&x, &labels).unwrap().get("loss").unwrap();
    assert_close("loss", &[found], &fixture::data(&json!({ "data": fixture["losses"] })), 1e-4);
}

#[test]
fn a_file_with_operations_is_one_of_the_type_that_it_makes() {
    fn check<M: Checked>(name: &str, pretrained: &M) {
        let path = graph(name, "keras");
        let model = M::load(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(model.get_weights(), pretrained.get_weights());
        let x = arrays(&fixture::read("graphs")[name]["inputs"]);
        assert_eq!(outputs(&model, &x), outputs(&load_model(&path).unwrap(), &x));
    }
    check("ended", &Ended::pretrained());
    check("merged", &Merged::pretrained());
}

graph! {
    /// Layers that are operations in Keras, called twice.
    pub struct CalledTwice {
        let (x, unmask, divide) = (Input(3), Unmask(), Divide());
        let y = unmask(Dense(3, activation = sigmoid)(x));
        divide(unmask(x), divide(x, y))
    }
}

#[test]
fn an_operation_inside_a_layer_is_an_error_of_saving() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("inside.keras");
    let list = sequential![TimeDistributed(Unmask(), name = steps, input = (4, 3)), Dense(1)];
    let error = list.save(&path).unwrap_err().to_string();
    assert!(error.contains("layer `steps`: `Unmask` inside of it has no form in a file"), "{error}");
    assert!(!path.exists());
}

graph! {
    /// As [`Axes`], with attention along other axes first.
    struct OtherAxes {
        let (x, y) = (Input(4, 3, 5, name = x), Input(4, 3, 5, name = y));
        let rows = MultiHeadAttention(2, 3)(x, y);
        let images = MultiHeadAttention(2, 3)(rows, rows);
        let columns = MultiHeadAttention(1, 2, attention_axes = 1)(images, images, use_causal_mask = true);
        let sequence = Reshape((12, 5))(columns);
        Dense(2)(MultiHeadAttention(1, 2)(sequence, sequence))
    }
}

#[test]
fn axes_that_keras_writes_whether_or_not_they_were_given_are_those_of_the_model() {
    let keras = graph("axes", "keras");
    let mut model = Axes::load(&keras).unwrap();
    assert_eq!(model.get_weights(), load_model(&keras).unwrap().get_weights());
    model.load_weights(&keras).unwrap();
    let error = OtherAxes::load(&keras).map(drop).unwrap_err().to_string();
    assert!(error.contains("argument `attention_axes`: expected null, found 2"), "{error}");
    let text = load_model(&keras).unwrap().export_rust().unwrap();
    assert_eq!(text.matches("attention_axes").count(), 2, "{text}");
}

#[test]
fn a_call_that_differs_from_others_of_its_layer_is_read_and_written() {
    let keras = graph("tied", "keras");
    let model = load_model(&keras).unwrap();
    assert_eq!(Tied::load(&keras).unwrap().get_weights(), model.get_weights());
    let text = model.export_rust().unwrap();
    assert_eq!(text.matches(", reverse = true)").count(), 2, "{text}");
    let calls = &model.to_json().unwrap()["config"]["layers"][1]["inbound_nodes"];
    assert_eq!(calls[0]["kwargs"], json!({}));
    assert_eq!(calls[1]["kwargs"], json!({ "reverse": true }));
    assert_eq!(calls[1]["args"].as_array().unwrap().len(), 1);
}

#[test]
fn classes_have_weights_in_a_model_that_a_file_decides() {
    let folder = tempfile::TempDir::new().unwrap();
    let x = Array2::from_shape_fn((6, 2), |(i, j)| ((i * 2 + j) as f32).sin());
    let plan = || Fit::epochs(2).verbose(0).shuffle(false).class_weight([(0, 1.0), (1, 3.0), (2, 0.5)]);
    let classes = Vec::from_iter((0..6_u8).map(|i| i % 3));
    let rows = Array2::from_shape_fn((6, 3), |(i, j)| if i % 3 == j { 1.0 } else { 0.0 });
    sequential! { struct Chances { Dense(3, activation = softmax, input = 2) } }
    let path = folder.path().join("classes.keras");
    let mut model =
        Chances::new().compile(Adam::new(0.1), SparseCategoricalCrossentropy::default(), metrics![]);
    model.save(&path).unwrap();
    let mut read = load_compiled_model(&path).unwrap();
    model.fit(&x, &classes, plan()).unwrap();
    read.fit(&x, &classes, plan()).unwrap();
    assert_eq!(read.get_weights(), model.get_weights());
    let path = folder.path().join("rows.keras");
    let mut model = Chances::new().compile(Adam::new(0.1), CategoricalCrossentropy::default(), metrics![]);
    model.save(&path).unwrap();
    let mut read = load_compiled_model(&path).unwrap();
    model.fit(&x, &rows, plan()).unwrap();
    read.fit(&x, &rows, plan()).unwrap();
    assert_eq!(read.get_weights(), model.get_weights());
}

#[test]
fn a_model_of_several_outputs_is_trained_and_predicts_like_that_of_its_type() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("shared.keras");
    let (optimizer, loss) = (Adam::new(0.1), MeanSquaredError::default());
    let losses = (SparseCategoricalCrossentropy::default(), loss, loss.weighted(0.5));
    let metrics = || (metrics![accuracy], metrics![mae], metrics![]);
    let mut model = Shared::new().compile(optimizer.clone(), losses, metrics());
    let array = |shift: f32| Array2::from_shape_fn((8, 4), |(i, j)| ((i * 4 + j) as f32 * 0.7 + shift).sin());
    let (a, b) = (array(0.0), array(1.0));
    let classes = Vec::from_iter((0..8_u8).map(|i| i % 2));
    let targets = Array2::from_shape_fn((8, 3), |(i, j)| (i + j) as f32 / 10.0);
    let (x, y) = ((&a, &b), (&classes, &targets, &targets));
    model.train_on_batch(x, y).unwrap();
    model.save(&path).unwrap();

    // From the file alone, and compiled here.
    let mut read = load_compiled_model(&path).unwrap();
    let again = folder.path().join("again.keras");
    read.save(&again).unwrap();
    assert!(fs::read(&path).unwrap() == fs::read(&again).unwrap());
    let mut compiled = load_model(&path).unwrap().compile(optimizer, losses, metrics());
    compiled.load(&path).unwrap();
    let scores = model.train_on_batch(x, y).unwrap();
    assert_eq!(read.train_on_batch(x, y).unwrap(), scores);
    assert_eq!(compiled.train_on_batch(x, y).unwrap(), scores);
    assert_eq!(read.get_weights(), model.get_weights());
    assert_eq!(compiled.get_weights(), model.get_weights());
    let (label, tower, last) = model.predict(x).unwrap();
    let outputs = read.predict_outputs(x).unwrap();
    assert_eq!(outputs, [label.into_dyn(), tower.into_dyn(), last.into_dyn()]);
    let error = read.predict(x).unwrap_err().to_string();
    assert_eq!(
        error,
        "`predict`: expected a model of one output, found one of 3\nhelp: `predict_outputs` gives an array for each"
    );

    // A loss for one output of three.
    let mut model = load_model(&path).unwrap().compile(SGD::new(0.1), loss, metrics![]);
    let error = model.train_on_batch(x, &targets).unwrap_err().to_string();
    assert!(error.contains("expected a loss and a `metrics![…]` for each of 3 outputs, found 1"), "{error}");
    // A model that is not compiled.
    Shared::new().save(&path).unwrap();
    let error = load_compiled_model(&path).unwrap_err();
    assert_eq!(error.kind(), keras::ErrorKind::Format);
    assert!(error.to_string().contains("its model is not compiled"), "{error}");
}

/// What the summary of a model says of its parameters: all, those that are trained, those that are not.
fn totals<M: Model>(model: &M) -> Vec<String> {
    let summary = model.summary().to_string();
    let totals: Vec<String> =
        summary.lines().filter(|line| line.contains("params:")).map(str::to_owned).collect();
    assert_eq!(totals.len(), 3, "{summary}");
    totals
}

#[test]
fn a_model_in_each_time_step_is_read() {
    let model = load_model(crate::written("keras_file/frames.keras")).unwrap();
    agrees(&model, "keras_file", "frames");
}

#[test]
fn weights_that_a_file_has_merged_or_twice_are_read() {
    let model = load_model(crate::written("keras_file/adapted.keras")).unwrap();
    agrees(&model, "keras_file", "adapted");
}

#[test]
fn outputs_by_keys_are_compiled_by_their_keys() {
    let fixture = &fixture::read("keras_file")["models"]["dictionary"];
    let mut model = load_compiled_model(crate::written("keras_file/dictionary.keras")).unwrap();
    let x = array(&fixture["inputs"][0]);
    let outputs = model.model().predict_outputs(&x).unwrap();
    for (output, keras) in outputs.iter().zip(arrays(&fixture["outputs"])) {
        assert_close("dictionary", output.as_slice().unwrap(), keras.as_slice().unwrap(), 1e-5);
    }
    // The first is that of the key `a`, whose loss is the squared error.
    let labels = Array2::<f32>::zeros((x.shape()[0], 2));
    let scores = model.evaluate(&x, (&labels, &labels)).unwrap();
    let both = vec![labels.into_dyn(); 2];
    assert_eq!(model.evaluate(&x, &both).unwrap(), scores);
    assert_eq!(model.evaluate(&x, &both[..]).unwrap(), scores);
    let square = outputs[0].mapv(|y| y * y).mean().unwrap();
    let distance = outputs[1].mapv(f32::abs).mean().unwrap();
    assert!((scores.loss - square - distance).abs() < 1e-5, "{scores:?} {square} {distance}");
}
