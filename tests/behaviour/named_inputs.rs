//! Inputs that a call gives by name, in the order that the layer declares.

use keras::autodiff::Tensor;
use keras::layers::{Context, Layer, LayerConfig};
use keras::models::Source;
use keras::prelude::*;
use keras::shape::{Inputs, ShapeResult, Spec};
use ndarray::{Array2, array};

/// `scale · left − right + Σ more`, where `left` stands for a `right` that is left out.
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[layer(inputs(left, right = left, bias?, more*), settings(scale))]
struct Difference {
    /// The factor.
    #[default(1.0)]
    scale: f32,
}

impl Difference {
    /// As the first.
    const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        ShapeResult::Ok(inputs.as_slice()[0])
    }
}

impl Layer for Difference {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let difference = match inputs {
            [left] => &(left * self.scale) - left,
            [left, right, ..] => &(left * self.scale) - right,
            [] => unreachable!("`left` is needed"),
        };
        inputs.iter().skip(2).fold(difference, |sum, more| &sum + more)
    }
}

/// The inputs of the only call of a model.
fn wires(model: &impl Model) -> Vec<Source> {
    model.wires().expect("it is a graph").last().expect("it has a call").inputs.to_vec()
}

#[test]
fn a_layer_of_the_users_own_declares_its_inputs_and_takes_them_in_any_order() {
    let model = graph!({
        let (a, b, c, d) = (Input(1), Input(1), Input(1), Input(1));
        Difference(2.0)(more = [c, d], right = b, left = a, bias = d)
    });
    assert_eq!(wires(&model), [0, 1, 3, 2, 3].map(Source::Input));
    let column = |x: f32| -> Array2<f32> { array![[x]] };
    let y = model.predict((column(5.0), column(3.0), column(10.0), column(100.0))).unwrap();
    assert_eq!(y, array![[2.0 * 5.0 - 3.0 + 100.0 + 10.0 + 100.0]]);
}

#[test]
fn an_input_that_is_left_out_before_another_is_the_one_that_stands_for_it() {
    let model = graph!({
        let (a, b) = (Input(1), Input(1));
        Difference()(a, bias = b)
    });
    assert_eq!(wires(&model), [0, 0, 1].map(Source::Input));
    let model = graph!({
        let a = Input(1);
        Difference()(left = a)
    });
    assert_eq!(wires(&model), [Source::Input(0)]);
}

#[test]
fn a_shared_layer_and_a_list_of_layers_take_inputs_by_name() {
    let model = graph!({
        let (a, b) = (Input(1), Input(1));
        let shared = Difference(3.0);
        let x = shared(right = b, left = a);
        let y = shared(x, right = a);
        sequential![Difference(), Dense(2)](right = x, left = y)
    });
    let wires: Vec<&[Source]> = model.wires().unwrap().iter().map(|wire| wire.inputs).collect();
    let [input, call] = [Source::Input, |call| Source::Call(call, 0)];
    assert_eq!(wires, [&[input(0), input(1)][..], &[call(0), input(0)], &[call(1), call(0)], &[call(2)]]);
}

#[test]
fn an_argument_that_is_declared_so_may_be_given_with_the_call() {
    const SCALE: f32 = 4.0;
    let model = graph!({
        fn scaled(x, scale) {
            Difference()(x, scale = scale)
        }
        let a = Input(1);
        let x = scaled(a, 2.5);
        Difference()(scale = SCALE, left = x)
    });
    assert_eq!(model.difference.config(), &Difference { scale: 2.5 });
    assert_eq!(model.difference_1.config(), &Difference { scale: 4.0 });
}

graph! {
    /// What the shop has of a thing, from a picture and a price.
    struct Shop {
        let picture = Input(2, name = picture);
        let price = Input(1, name = price);
        Dense(1)(Concatenate()([picture, price]))
    }
}

#[test]
fn a_model_takes_its_inputs_by_their_names() {
    let model = graph!({
        let (a, b) = (Input(1), Input(2));
        Shop()(price = a, picture = b)
    });
    assert_eq!(wires(&model), [1, 0].map(Source::Input));
    assert_eq!(
        <<Shop as keras::layers::LayerType>::Config as LayerConfig>::SIGNATURE.place("price"),
        Some(1)
    );
}

#[test]
fn the_layers_before_named_inputs_stand_in_the_order_of_keras() {
    // keras.Model(a, mha(q, value=v, key=k, attention_mask=m)).layers, for Dense layers q, v, k and m of one input.
    let model = graph!({
        let a = Input(4, 6);
        let (q, v, k) = (Dense(6, name = q)(a), Dense(6, name = v)(a), Dense(6, name = k)(a));
        MultiHeadAttention(1, 2)(q, value = v, key = k, attention_mask = Dense(4, name = m)(a))
    });
    let names: Vec<&str> = model.nodes().iter().map(|node| node.name()).collect();
    assert_eq!(names, ["q", "m", "k", "v", "multi_head_attention"]);
    let source =
        |node: &str| Source::Call(["q", "v", "k", "m"].iter().position(|name| *name == node).unwrap(), 0);
    assert_eq!(wires(&model), ["q", "v", "k", "m"].map(source));
}

#[test]
fn true_of_python_is_true_in_a_call_too() {
    let model = graph!({
        let x = Input(4, 6);
        let y = MultiHeadAttention(2, 3)(x, x, use_causal_mask = True);
        Dense(1)(GlobalAveragePooling1D()(y))
    });
    assert_eq!(model.predict([[[0.5_f32; 6]; 4]; 2]).unwrap().dim(), (2, 1));
}
