use super::*;
use crate::autodiff::testing::check_gradient;
use crate::autodiff::{Tape, Variable};
use crate::backend as K;
use crate::forwarding::forgotten;
use crate::shape::{Head, Shape};

/// The losses that take logits, if they are told.
pub(super) fn of_logits() -> [Box<dyn Loss>; 5] {
    [
        Box::new(BinaryCrossentropy::default().from_logits()),
        Box::new(CategoricalCrossentropy::default().from_logits()),
        Box::new(SparseCategoricalCrossentropy::default().from_logits()),
        Box::new(BinaryFocalCrossentropy::default().from_logits()),
        Box::new(CategoricalFocalCrossentropy::default().from_logits()),
    ]
}

/// Each loss of labels shaped as the output, and whether it takes probabilities.
fn losses() -> Vec<(Box<dyn Loss>, bool)> {
    fn boxed(loss: impl Loss + 'static, takes_probabilities: bool) -> (Box<dyn Loss>, bool) {
        (Box::new(loss), takes_probabilities)
    }
    vec![
        boxed(MeanSquaredError::default(), false),
        boxed(MeanAbsoluteError::default(), false),
        boxed(MeanAbsolutePercentageError::default(), true),
        boxed(MeanSquaredLogarithmicError::default(), true),
        boxed(Huber::default(), false),
        boxed(LogCosh::default(), false),
        boxed(SquaredHinge::default(), false),
        boxed(CategoricalHinge::default(), false),
        boxed(KLDivergence::default(), true),
        boxed(Poisson::default(), true),
        boxed(CosineSimilarity::default(), false),
        boxed(CategoricalCrossentropy::default(), true),
        boxed(CategoricalCrossentropy::default().label_smoothing(0.1), true),
        boxed(CategoricalCrossentropy::default().from_logits().label_smoothing(0.1), false),
        boxed(BinaryCrossentropy::default(), true),
        boxed(BinaryCrossentropy::default().from_logits().label_smoothing(0.1), false),
        boxed(BinaryFocalCrossentropy::default().apply_class_balancing(true).gamma(1.5), true),
        boxed(CategoricalFocalCrossentropy::default().gamma(1.5), true),
        boxed(Dice::default(), true),
        boxed(Tversky::default().alpha(0.2).axis([-1]), true),
    ]
}

#[test]
fn every_loss_has_its_gradients_by_output_and_labels() {
    for (loss, takes_probabilities) in losses() {
        println!("{}", loss.name());
        check_gradient(&[&[2, 4], &[2, 4]], |x| {
            let [t, p] = if takes_probabilities {
                [0.6 + 0.4 * &x[0], 0.6 - 0.25 * &x[1]]
            } else {
                [x[0].clone(), &x[1] * 2.0 + 0.05]
            };
            loss.call(&t, &p)
        });
    }
    let ids = |x: &Tensor| x.tape().array(&[[0.0, 3.0], [1.0, 1.0]]);
    check_gradient(&[&[2, 2, 4]], |x| {
        SparseCategoricalCrossentropy::default().call(&ids(&x[0]), &(0.6 - 0.25 * &x[0]))
    });
    check_gradient(&[&[2, 2, 4]], |x| {
        SparseCategoricalCrossentropy::default().from_logits().call(&ids(&x[0]), &x[0])
    });
}

#[test]
fn a_cross_entropy_is_the_same_from_a_softmax_its_logits_and_its_copy() {
    let tape = Tape::new();
    let logits = tape.array(&[[0.3, -1.0, 2.0], [0.0, 0.5, 0.1]]);
    let softmax = K::softmax(&logits);
    let copy = &softmax * 1.0;
    let (t, ids) = (tape.array(&[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]), tape.array(&[1.0, 2.0]));
    let (dense, sparse) = (CategoricalCrossentropy::default(), SparseCategoricalCrossentropy::default());
    let expected = dense.call(&t, &softmax).to_array();
    for found in [
        dense.call(&t, &copy),
        dense.from_logits().call(&t, &logits),
        sparse.call(&ids, &softmax),
        sparse.call(&ids, &copy),
        sparse.from_logits().call(&ids, &logits),
    ] {
        assert!((found.to_array() - &expected).iter().all(|error| error.abs() < 1e-6));
    }
}

#[test]
fn a_single_number_a_sample_is_a_row_of_its_own() {
    let tape = Tape::new();
    let (column, flat) = (tape.array(&[[1.0], [2.0]]), tape.array(&[3.0, 2.0]));
    for (t, p) in [(&column, &flat), (&flat, &column), (&flat, &flat)] {
        assert_eq!(*MeanSquaredError::default().call(t, p).shape(), [2]);
    }
    assert_eq!(
        MeanSquaredError::default().call(&column, &flat).to_array(),
        ndarray::array![4.0, 0.0].into_dyn()
    );
}

#[test]
fn labels_of_another_shape_are_an_error_and_not_broadcast() {
    for labels in [&[2][..], &[4], &[2, 1], &[1, 4], &[2, 4, 1, 1]] {
        let tape = Tape::new();
        let [t, p] = [labels, &[2, 4]].map(|shape| tape.constant(shape, |x| x.fill(0.5)));
        MeanSquaredError::default().call(&t, &p);
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, format!("MeanSquaredError: expected labels of (2, 4), found {}", t.shape()));
    }
}

#[test]
fn a_label_that_is_no_class_is_an_error() {
    for label in [4.0, -1.0, 0.5, f32::NAN] {
        let tape = Tape::new();
        let (t, p) = (tape.array(&[label]), tape.array(&[[0.25, 0.25, 0.25, 0.25]]));
        SparseCategoricalCrossentropy::default().call(&t, &p);
        let expected =
            "SparseCategoricalCrossentropy: expected labels that are whole numbers from 0 to 3, found";
        assert_eq!(tape.check().unwrap_err().to_string(), format!("{expected} {label}"));
    }
}

#[test]
fn an_output_that_is_not_a_number_gives_a_loss_that_is_none() {
    for (loss, _) in losses() {
        let tape = Tape::new();
        let (t, p) = (tape.array(&[[1.0, 0.0]]), tape.array(&[[f32::NAN, 0.5]]));
        assert!(loss.call(&t, &p).to_array().iter().next().unwrap().is_nan(), "{}", loss.name());
    }
}

#[test]
fn a_function_and_a_closure_are_losses() {
    fn mean_error(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        K::mean_axis(&(y_pred - y_true), -1)
    }
    let tape = Tape::new();
    let (t, p) = (tape.array(&[[1.0]]), tape.array(&[[3.0]]));
    assert_eq!(Loss::call(&mean_error, &t, &p).to_array()[0], 2.0);
    assert_eq!(mean_error.name(), "mean_error");
    let closure = |t: &Tensor, p: &Tensor| p - t;
    assert_eq!((Loss::call(&closure, &t, &p).item(), closure.name()), (2.0, "loss"));
}

#[test]
fn a_weight_scales_no_value_but_tells_how_much_it_counts() {
    let loss = MeanSquaredError::default().weighted(0.5).weighted(3.0);
    let tape = Tape::new();
    assert_eq!(loss.call(&tape.array(&[[1.0]]), &tape.array(&[[3.0]])).to_array()[0], 4.0);
    assert_eq!(loss.weight(), 1.5);
    assert_eq!(MeanSquaredError::default().weight(), 1.0);
}

#[test]
fn what_does_not_belong_together_is_refused_with_a_way_out() {
    let output = |size, head| Spec::new(Shape::known(&[size])).with_head(head);
    let refused = |loss: &dyn Loss, output| loss.check(&output).unwrap_err().to_string();
    let dense = CategoricalCrossentropy::default();
    assert_eq!(
        refused(&dense, output(3, Head::Logits)),
        "CategoricalCrossentropy: it takes probabilities, but the model's last layer gives logits\n\
         help: add `activation = softmax` to the last layer, or `.from_logits()` to the loss"
    );
    assert!(refused(&dense.from_logits(), output(3, Head::Softmax)).contains("it takes logits"));
    assert!(refused(&dense, output(3, Head::Positive)).contains("it takes probabilities"));
    assert!(refused(&dense.from_logits(), output(3, Head::Positive)).contains("no number below 0"));
    assert!(refused(&dense.from_logits(), output(3, Head::Bounded)).contains("between -1 and 1"));
    assert!(refused(&dense, output(1, Head::Softmax)).contains("use `BinaryCrossentropy`"));
    assert!(refused(&dense.label_smoothing(1.5), output(3, Head::Softmax)).contains("`label_smoothing`"));
    assert!(refused(&BinaryCrossentropy::default(), output(2, Head::Softmax)).contains("exclude each other"));
    assert!(refused(&Huber::default().delta(0.0), output(1, Head::Logits)).contains("`delta`"));
    assert!(
        refused(&MeanSquaredError::default().weighted(f32::NAN), output(1, Head::Logits)).contains("weight")
    );
    for head in [Head::Unknown, Head::Softmax, Head::Sigmoid] {
        dense.check(&output(3, head)).unwrap();
    }
}

#[test]
fn a_binary_cross_entropy_is_the_same_from_a_sigmoid_its_logits_and_its_copy() {
    let tape = Tape::new();
    let logits = tape.array(&[[0.3, -1.0, 2.0], [0.0, 0.5, 0.1]]);
    // One that has been fused with what it is of, and one that has not.
    for logits in [&logits * 1.0, &logits + &logits] {
        let sigmoid = K::sigmoid(&logits);
        let t = tape.array(&[[0.0, 1.0, 0.3], [0.0, 0.0, 1.0]]);
        let loss = BinaryCrossentropy::default();
        let expected = loss.from_logits().call(&t, &logits).to_array();
        assert_eq!(loss.call(&t, &sigmoid).to_array(), expected);
        let copy = loss.call(&t, &(&sigmoid * 1.0)).to_array();
        assert!((copy - expected).iter().all(|error| error.abs() < 1e-6));
    }
    // A loss of classes is not misled by logits of another kind, nor the other way round.
    let (t, sigmoid) = (tape.array(&[[0.0, 1.0]]), K::sigmoid(&tape.array(&[[0.3, -1.0]])));
    let dense = CategoricalCrossentropy::default();
    let copied = dense.call(&t, &(&sigmoid * 1.0)).to_array();
    assert_eq!(dense.call(&t, &sigmoid).to_array(), copied);
}

#[test]
fn a_saturated_sigmoid_still_has_a_slope() {
    let v = Variable::new("logits", &[1, 2], |v| v.copy_from_slice(&[100.0, -100.0])).unwrap();
    for doubled in [false, true] {
        let tape = Tape::new();
        let x = tape.variable(&v);
        let sigmoid = K::sigmoid(&if doubled { &x + &x } else { x });
        let loss = BinaryCrossentropy::default().call(&tape.array(&[[0.0, 1.0]]), &sigmoid);
        tape.backward(&K::mean(&loss)).unwrap();
        let factor = if doubled { 2.0 } else { 1.0 };
        assert_eq!(loss.to_array()[0], 100.0 * factor);
        assert_eq!(tape.gradient(&v, |g| g.to_vec()), Some(vec![0.5 * factor, -0.5 * factor]));
        assert_eq!(sigmoid.to_array().into_iter().collect::<Vec<_>>()[0], 1.0);
    }
}

#[test]
fn directions_of_any_length_are_compared() {
    let v = Variable::new("output", &[1, 2], |v| v.copy_from_slice(&[3e20, 4e20])).unwrap();
    let tape = Tape::new();
    let loss = CosineSimilarity::default().call(&tape.array(&[[4e-15, 3e-15]]), &tape.variable(&v));
    tape.backward(&K::mean(&loss)).unwrap();
    assert!((loss.to_array()[0] + 0.96 * 5e-8).abs() < 1e-9, "{loss:?}");
    let long = CosineSimilarity::default().call(&tape.array(&[[4e20, 3e20]]), &tape.variable(&v));
    assert!((long.to_array()[0] + 0.96).abs() < 1e-6, "{long:?}");
    assert!(tape.gradient(&v, |g| g.iter().all(|g| g.is_finite())).unwrap());
}

#[test]
fn a_huber_loss_far_out_is_a_number() {
    let tape = Tape::new();
    let huber = Huber::default().delta(1e19).call(&tape.array(&[[0.0]]), &tape.array(&[[2e19]]));
    assert!((huber.to_array()[0] / 1.5e38 - 1.0).abs() < 1e-5, "{huber:?}");
}

#[test]
fn certainty_that_is_wrong_still_has_a_slope_where_the_logits_are_known() {
    let v = Variable::new("logits", &[1, 2], |v| v.copy_from_slice(&[40.0, 0.0])).unwrap();
    let tape = Tape::new();
    let loss =
        SparseCategoricalCrossentropy::default().call(&tape.array(&[1.0]), &K::softmax(&tape.variable(&v)));
    tape.backward(&K::mean(&loss)).unwrap();
    assert_eq!(loss.to_array()[0], 40.0);
    assert_eq!(tape.gradient(&v, |g| g.to_vec()), Some(vec![1.0, -1.0]));
}

#[test]
fn a_loss_that_wraps_another_hands_on_every_method() {
    let (definition, header) = (include_str!("mod.rs"), "pub trait Loss: Send {");
    let forgotten = |source, implementation| forgotten(definition, header, source, implementation);
    assert_eq!(forgotten(definition, "impl<L: Loss> Loss for Weighted<L> {"), ["weighted"]);
    assert_eq!(forgotten(include_str!("any.rs"), "impl Loss for AnyLoss {"), ["weighted"]);

    struct Undirected;

    impl Loss for Undirected {
        fn name(&self) -> &'static str {
            "Undirected"
        }

        fn call(&self, _: &Tensor, y_pred: &Tensor) -> Tensor {
            y_pred.clone()
        }

        fn direction(&self) -> Option<Direction> {
            None
        }
    }
    assert_eq!(Undirected.weighted(2.0).direction(), None);
}
