use keras::autodiff::Tensor;
use keras::config::{Argument, Map, Value};
use keras::initializers::{CustomInitializer, Initializer};
use keras::layers::{self, Context, Layer, Node};
use keras::prelude::*;
use keras::random::Random;
use keras::saving::CustomObjects;
use keras::shape::{Inputs, List, Shape, ShapeResult, Spec};
use serde_json::json;

fn map(value: Value) -> Map {
    value.as_object().unwrap().clone()
}

/// What a layer says of arguments that it does not take.
fn complaint(class: &str, config: Value) -> String {
    let layer =
        json!({ "module": "keras.layers", "class_name": class, "config": config, "registered_name": null });
    layers::deserialize(&layer, &CustomObjects::new()).unwrap_err().to_string()
}

#[test]
fn what_does_not_belong_to_a_layer_is_an_error_that_says_where() {
    for (class, config, message) in [
        ("Dense", json!({}), "`Dense` needs `units`"),
        (
            "Dense",
            json!({ "units": -1 }),
            "`Dense`, argument `units`: expected a whole number of 0 or more, found -1",
        ),
        (
            "Dense",
            json!({ "units": 2.5 }),
            "`Dense`, argument `units`: expected a whole number of 0 or more, found 2.5",
        ),
        (
            "Dropout",
            json!({ "rate": 1e300 }),
            "`Dropout`, argument `rate`: expected a number that fits into 32 bits, found 1e+300",
        ),
        (
            "Dropout",
            json!({ "rate": 0.5, "noise_shape": "1, 2" }),
            "`Dropout`, argument `noise_shape`: expected a whole number of 0 or more, found \"1, 2\"",
        ),
        (
            "Rescaling",
            json!({ "scale": 1.0, "shift": 2 }),
            "`Rescaling`, argument `shift`: expected no argument of this name, found 2\nhelp: `Rescaling` takes `scale`, `offset`",
        ),
        (
            "Dense",
            json!({ "units": 1, "dtype": "float16" }),
            "`Dense`, argument `dtype`: expected float32, as nothing else is done here, found \"float16\"",
        ),
        ("Dense", json!({ "units": 1, "name": 3 }), "`Dense`, argument `name`: expected a string, found 3"),
        (
            "Permute",
            json!({ "dims": [1, 2, 3, 4, 5, 6, 7, 8, 9] }),
            "`Permute`, argument `dims`: expected at most 8 values, found [1,2,3,4,5,6,7,8,9]",
        ),
        (
            "Conv2D",
            json!({ "filters": 1, "kernel_size": [1, 2, 3] }),
            "`Conv2D`, argument `kernel_size`: expected 2 values, or one for all, found [1,2,3]",
        ),
        (
            "TimeDistributed",
            json!({ "layer": { "class_name": "Dense", "config": { "units": "many" } } }),
            "`TimeDistributed`, argument `layer`, `Dense`, argument `units`: expected a whole number of 0 or more, found \"many\"",
        ),
        (
            "Dense",
            json!({ "units": 1, "kernel_initializer": { "class_name": "HeNormal", "config": { "seed": 3 } } }),
            "`Dense`, argument `kernel_initializer`, `HeNormal`, argument `seed`: \
             expected null, as nothing else is done here, found 3",
        ),
        (
            "Lambda",
            json!({ "function": { "class_name": "__lambda__", "config": {} } }),
            "`Lambda`, argument `function`: expected a function of Rust, which no file can hold, \
             found {\"class_name\":\"__lambda__\",\"config\":{}}",
        ),
    ] {
        assert_eq!(complaint(class, config), message);
    }
    let unknown = complaint("Dance", json!({}));
    assert!(unknown.starts_with("expected a layer, found `Dance` of `keras.layers`\nhelp: "), "{unknown}");
    let elsewhere =
        json!({ "module": "keras.initializers", "class_name": "Dense", "config": { "units": 1 } });
    assert!(layers::deserialize(&elsewhere, &CustomObjects::new()).is_err());
}

#[test]
fn a_function_without_a_name_is_an_error_that_says_so() {
    fn halve(x: &Tensor) -> Tensor {
        x * 0.5
    }
    fn ones(_: &[usize], _: &mut Random, weights: &mut [f32]) {
        weights.fill(1.0);
    }
    const HALVE: keras::activations::Function = keras::activations::custom(halve);
    const ONES: Initializer = Initializer::Custom(ones);
    for (layer, place) in [
        (layer!(Lambda(halve)), "`Lambda`, argument `function`: expected a layer"),
        (layer!(Dense(1, activation = HALVE)), "`Dense`, argument `activation`: expected an activation"),
        (
            layer!(Dense(1, kernel_initializer = ONES)),
            "`Dense`, argument `kernel_initializer`: expected an initializer",
        ),
    ] {
        let error = layer.to_json().unwrap_err().to_string();
        let message = format!("{place} with a name, found a function, which has none\nhelp: ");
        assert!(error.starts_with(&message), "{error}");
    }
}

#[derive(Config, Clone, Copy, Debug, PartialEq)]
enum Window {
    Hann,
    FlatTop,
}

/// A type of which a file knows nothing.
#[derive(Clone, Copy, Debug)]
struct Secret(#[allow(dead_code)] u8);

const SECRET: Secret = Secret(7);

#[derive(Config, Clone, Copy, Debug)]
#[layer(package = "mine", neutral(depth = 1))]
struct Windowed {
    window: Window,
    #[default(List::new(&[]))]
    sizes: List<f32>,
    #[default(SECRET)]
    secret: Secret,
}

#[derive(Config, Clone, Copy, Debug)]
struct Plain {
    window: Option<Window>,
}

macro_rules! unchanged {
    ($($layer:ident),*) => {$(
        impl $layer {
            const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
                inputs.one()
            }
        }

        impl Layer for $layer {
            fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
                inputs[0].clone()
            }
        }
    )*};
}

unchanged!(Windowed, Plain);

#[test]
fn an_argument_of_a_type_without_json_is_an_error_of_the_configuration_alone() {
    let model = sequential![Windowed(Window::Hann, input = 3, name = windowed)];
    let error = model.windowed.to_json().unwrap_err().to_string();
    assert!(
        error.starts_with("`Windowed`, argument `secret`: expected a value that has a form in JSON, found "),
        "{error}"
    );
    assert!(error.contains("Secret`\nhelp: "), "{error}");
    // Read without it, it has its default.
    let config = map(json!({ "window": "flat_top", "sizes": 2, "depth": 1 }));
    let read = Windowed::from_config(&config, &CustomObjects::new()).unwrap();
    assert_eq!((read.window, read.sizes), (Window::FlatTop, List::new(&[2.0])));
    let config = map(json!({ "window": "flat_top", "secret": 7 }));
    assert!(Windowed::from_config(&config, &CustomObjects::new()).is_err());
}

#[test]
fn an_enum_of_words_is_an_argument() {
    let layer = layer!(Plain(Window::FlatTop)).named("plain");
    let written = layer.to_json().unwrap();
    assert_eq!(written["config"]["window"], "flat_top");
    assert_eq!((&written["module"], &written["registered_name"]), (&json!("Custom"), &json!("Custom>Plain")));
    let objects = CustomObjects::new().with::<Plain>();
    assert_eq!(layers::deserialize(&written, &objects).unwrap().to_json().unwrap(), written);
    assert!(layers::deserialize(&written, &CustomObjects::new()).is_err());
    let error = Window::from_json(&json!("square"), &objects).unwrap_err().to_string();
    assert_eq!(error, "expected one of \"hann\", \"flat_top\", found \"square\"");
}

#[derive(Config, Clone, Copy, Debug)]
#[config(initializer)]
struct Ramp {
    #[default(0.1)]
    step: f32,
}

impl CustomInitializer for Ramp {
    fn fill(&self, _: &[usize], _: &mut Random, weights: &mut [f32]) {
        weights.iter_mut().enumerate().for_each(|(i, weight)| *weight = i as f32 * self.step);
    }
}

#[test]
fn an_initializer_of_one_s_own_is_written_and_read() {
    let written = layer!(Dense(2, kernel_initializer = Ramp(0.5))).named("ramp").to_json().unwrap();
    let objects = CustomObjects::new().with::<Ramp>();
    let read = layers::deserialize(&written, &objects).unwrap();
    assert_eq!(read.to_json().unwrap(), written);
    let mut model = Sequential::new();
    model.add(read.input(ShapeResult::Ok(Shape::known(&[2])))).unwrap();
    assert_eq!(model.get_weights()[0], ndarray::arr2(&[[0.0, 0.5], [1.0, 1.5]]).into_dyn());
}

#[test]
fn layers_inside_layers_are_read_and_compute() {
    let mut written = vec![];
    let cells =
        layer!(RNN(StackedRNNCells([LSTMCell(3), GRUCell(2)]), return_sequences = true, name = cells));
    let both = layer!(Bidirectional(LSTM(3), trainable = false));
    for layer in [cells, both, layer!(Dense(1))] {
        written.push(layer.to_json().unwrap());
    }
    let mut model = Sequential::new();
    for (i, layer) in written.iter().enumerate() {
        let layer = layers::deserialize(layer, &CustomObjects::new()).unwrap();
        model.add(if i == 0 { layer.input(ShapeResult::Ok(Shape::known(&[4, 2]))) } else { layer }).unwrap();
    }
    let same = sequential![
        RNN(
            StackedRNNCells([LSTMCell(3), GRUCell(2)]),
            return_sequences = true,
            name = cells,
            input = (4, 2)
        ),
        Bidirectional(LSTM(3), trainable = false),
        Dense(1),
    ];
    model.set_weights(&same.get_weights()).unwrap();
    let x = ndarray::Array3::from_shape_fn((5, 4, 2), |(i, j, k)| (i + 2 * j + 3 * k) as f32 * 0.1);
    let (read, written) = (model.predict(&x).unwrap(), same.predict(&x).unwrap());
    assert!(read.iter().eq(written.iter()));
    assert_eq!(model.nodes()[1].config().unwrap()["trainable"], false);
}

#[test]
fn a_model_inside_a_model_is_written_layer_by_layer() {
    sequential! {
        struct Encoder { Dense(2, input = 3) }
    }
    let model = sequential![Encoder(input = 3, name = encoder), Dense(1)];
    let written = model.encoder.to_json().unwrap();
    assert_eq!(
        (&written["class_name"], &written["config"]["name"]),
        (&json!("Sequential"), &json!("encoder"))
    );
    assert_eq!(written["config"]["layers"][1]["config"]["units"], 2);
    assert_eq!(model.to_json().unwrap()["config"]["layers"][1], written);
    // An argument that has no form is found in it.
    fn halve(x: &Tensor) -> Tensor {
        x * 0.5
    }
    let error = sequential![Lambda(halve, input = 3)].to_json().unwrap_err().to_string();
    assert!(
        error.starts_with("model `sequential`, `Lambda`, argument `function`: expected a layer"),
        "{error}"
    );
}

#[test]
fn a_name_that_would_break_the_paths_of_weights_is_an_error() {
    for name in ["", "a/b"] {
        let mut model = Sequential::new();
        let error = model.add(layer!(Dense(3, input = 4)).named(name)).unwrap_err().to_string();
        assert!(error.starts_with("`Dense`, name: expected a name without `/`"), "{error}");
        assert!(model.nodes().is_empty());
        model.add(layer!(Dense(3, input = 4)).named("a b")).unwrap();
    }
}
