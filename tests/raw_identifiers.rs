//! A keyword is a name like any other: written `r#type` in Rust, and `type` as text. Each position in which a macro
//! takes an identifier.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer};
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Sides, Spec};

/// A layer whose name and arguments are keywords.
#[derive(Config, Clone, Copy)]
pub struct r#Match {
    /// The number.
    r#type: f32,
    #[default(r#type)]
    r#else: f32,
    #[default([0, 0])]
    r#loop: [usize; 2],
    #[default(Sides::even([0]))]
    r#where: Sides<1>,
    r#as: Option<usize>,
}

impl r#Match {
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        inputs.one()
    }
}

impl Layer for r#Match {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let added = self.r#loop[0] + self.r#where.0[0][0] + self.r#as.unwrap_or(0);
        &inputs[0] * self.r#type + self.r#else + added as f32
    }
}

sequential! {
    /// A model with a keyword for a name.
    pub struct r#Fn {
        /// The first layer.
        Dense(3, input = 4, name = r#type),
        Match(2.0),
        Dense(r#units = 2, name = "while"),
        r#Dense(1, r#name = r#gen, r#trainable = false),
    }
}

graph! {
    struct r#Struct {
        let x = r#Input(4, r#name = r#in);
        r#Fn(name = r#fn)(x)
    }
}

fn names(model: &impl Model) -> Vec<&str> {
    model.nodes().iter().map(|node| node.name()).collect()
}

#[test]
fn layers_and_models() {
    let model = r#Fn::new();
    assert_eq!((model.name(), names(&model)), ("fn", vec!["type", "match", "while", "gen"]));
    assert_eq!(model.r#type.get_weight("kernel").unwrap().shape(), [4, 3]);
    assert_eq!(model.r#match.config().r#else, 2.0);
    assert_eq!(r#Fn::PARAMS - r#Fn::TRAINABLE_PARAMS, 3);
    let model = r#Struct::new();
    assert_eq!((model.input_names(), names(&model)), (vec!["in"], vec!["fn"]));
    assert_eq!(model.r#fn.r#gen.get_weight("bias").unwrap().shape(), [1]);
}

#[test]
fn arguments_by_name_and_position() {
    let model =
        sequential![Match(r#type = 1.0, r#else = 2.0, r#loop = (1, 1), r#where = 1, r#as = 3, input = 2)];
    assert_eq!(model.predict([[10.0, 20.0]]).unwrap().as_slice(), Some(&[17.0, 27.0][..]));
    assert_eq!(sequential![Match(1.0, 2.0, input = 2)].r#match.config().r#else, 2.0);
    assert_eq!(
        names(&sequential![Bidirectional(r#LSTM(r#units = 2), r#merge_mode = sum, input = (3, 2))]).len(),
        1
    );
    let layer = layer!(r#Match(r#type = 1.0, r#name = r#ref, r#input = 2));
    let mut model = Sequential::new();
    model.add(layer).unwrap();
    model.add(layer!(Dense(1, name = "static"))).unwrap();
    assert_eq!(names(&model), ["ref", "static"]);
    let error = model.add(layer!(Match())).unwrap_err();
    assert_eq!(error.to_string(), "`Match` needs `type`");
}

#[test]
fn the_statements_of_a_graph() {
    let model = graph!({
        fn r#loop(r#in, r#for, word) {
            let r#let = Dense(r#for, name = "{word}_{r#for}")(r#in);
            r#let + move_it(r#in)
        }
        fn r#move_it(r#x) {
            Flatten(name = r#move)(x)
        }
        fn a_and(x) {
            r#sequential![Dense(4), Activation(relu)](x)
        }
        let r#mut = Input(4, name = r#mut);
        let r#shared = Dense(4, name = "shared");
        for (r#if, r#else) in [(4, r#as)] {
            r#mut = r#loop(r#mut, r#if, r#else);
        }
        let (r#a, b) = (shared(r#mut), r#shared(a_and(r#mut)));
        for r#type in [r#dyn] {
            b = Dense(4, name = "{r#type}_and_{type}")(b);
        }
        Dense(1, name = r#yield)(a + r#b)
    });
    assert_eq!(names(&model)[..2], ["as_4", "move"]);
    assert_eq!(model.r#yield.get_weight("kernel").unwrap().shape(), [4, 1]);
    assert!(names(&model).contains(&"dyn_and_dyn"));
    assert_eq!(model.input_names(), ["mut"]);
    assert_eq!(model.output_names(), ["yield"]);
}

#[test]
fn metrics_are_called_by_the_word() {
    fn r#virtual(_: &Tensor, y: &Tensor) -> Tensor {
        K::mean(y)
    }
    let model = sequential![Dense(1, input = 2)];
    let metrics = metrics![r#mae, r#virtual, r#try = |_, y| K::mean(y)];
    let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics);
    let history = model.fit([[1.0, 2.0]], [[1.0]], Fit::epochs(1)).unwrap();
    let text = format!("{history:?}");
    assert!(text.contains("\"virtual\"") && text.contains("\"try\"") && !text.contains("r#"), "{text}");
}
