use super::*;
use crate::forwarding::forgotten;
use crate::schedules::ExponentialDecay;

/// Two parameters, each with the gradient of the sum of its squares' halves: the values themselves.
struct Bowl([Vec<f32>; 2]);

impl Parameters for Bowl {
    fn visit(&mut self, visitor: &mut Visitor<'_>) -> Result<()> {
        for (index, values) in self.0.iter_mut().enumerate() {
            let gradient = values.clone();
            visitor(index, values, &gradient)?;
        }
        Ok(())
    }
}

fn after_one_step(mut optimizer: impl Optimizer) -> [Vec<f32>; 2] {
    let mut bowl = Bowl([vec![3.0, 4.0], vec![0.6, -12.0]]);
    optimizer.step(&mut bowl).expect("the arguments make sense");
    bowl.0
}

#[track_caller]
fn assert_near(found: &[Vec<f32>; 2], expected: [[f32; 2]; 2]) {
    for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
        assert!((found - expected).abs() < 1e-5, "{found} is not {expected}");
    }
}

#[test]
fn clipnorm_shrinks_each_parameter_by_its_own_norm() {
    assert_near(&after_one_step(SGD::new(1.0).clipnorm(1.0)), [[2.4, 3.2], [0.550_062_4, -11.001_248]]);
}

#[test]
fn global_clipnorm_shrinks_all_parameters_by_one_norm() {
    let factor = 1.0 - 1.0 / (9.0f32 + 16.0 + 0.36 + 144.0).sqrt();
    let expected = [[3.0 * factor, 4.0 * factor], [0.6 * factor, -12.0 * factor]];
    assert_near(&after_one_step(SGD::new(1.0).global_clipnorm(1.0)), expected);
}

#[test]
fn clipvalue_cuts_each_number() {
    assert_near(&after_one_step(SGD::new(1.0).clipvalue(0.5)), [[2.5, 3.5], [0.1, -11.5]]);
}

#[test]
fn weight_decay_takes_its_share_before_the_step() {
    assert_near(&after_one_step(SGD::new(0.0).weight_decay(0.5)), [[3.0, 4.0], [0.6, -12.0]]);
    let rest = 1.0 - 0.1 * 0.5 - 0.1;
    let expected = [[3.0 * rest, 4.0 * rest], [0.6 * rest, -12.0 * rest]];
    assert_near(&after_one_step(SGD::new(0.1).weight_decay(0.5)), expected);
}

#[test]
fn a_gradient_that_is_not_a_number_reaches_the_weights_through_every_way_of_clipping() {
    for optimizer in
        [SGD::new(0.1).clipnorm(1.0), SGD::new(0.1).global_clipnorm(1.0), SGD::new(0.1).clipvalue(1.0)]
    {
        let mut optimizer = optimizer;
        let mut bowl = Bowl([vec![f32::NAN], vec![1.0]]);
        optimizer.step(&mut bowl).expect("the arguments make sense");
        assert!(bowl.0[0][0].is_nan(), "{optimizer:?}");
    }
}

#[test]
fn a_schedule_is_asked_for_each_step() {
    let mut optimizer = SGD::new(ExponentialDecay::new(0.5, 1, 0.5));
    let mut bowl = Bowl([vec![1.0], vec![]]);
    optimizer.step(&mut bowl).expect("the arguments make sense");
    assert_eq!((bowl.0[0][0], optimizer.iterations(), optimizer.rate().unwrap()), (0.5, 1, 0.25));
    optimizer.step(&mut bowl).expect("the arguments make sense");
    assert_eq!(bowl.0[0][0], 0.375);
    optimizer.set_learning_rate(1.0.into()).unwrap();
    optimizer.step(&mut bowl).expect("the arguments make sense");
    assert_eq!(bowl.0[0][0], 0.0);
}

#[test]
fn slots_are_made_once_and_have_the_length_of_their_parameter() {
    let mut optimizer = Adam::default().amsgrad(true);
    assert!(optimizer.slots(0).is_empty());
    let mut bowl = Bowl([vec![1.0; 3], vec![2.0]]);
    optimizer.step(&mut bowl).expect("the arguments make sense");
    assert_eq!(optimizer.slot_names(0), ["momentum", "velocity", "velocity_hat"]);
    for (slots, len) in [0, 1].map(|index| optimizer.slots(index)).iter().zip([3, 1]) {
        assert!(slots.len() == 3 && slots.iter().all(|slot| slot.len() == len));
    }
    let memory = optimizer.slots(0)[0].as_ptr();
    optimizer.step(&mut bowl).expect("the arguments make sense");
    assert_eq!(optimizer.slots(0)[0].as_ptr(), memory);
}

#[test]
fn a_parameter_that_changes_its_length_is_an_error() {
    let mut optimizer = Adam::default();
    optimizer.step(&mut Bowl([vec![1.0; 3], vec![]])).expect("the arguments make sense");
    let error = optimizer.step(&mut Bowl([vec![1.0; 2], vec![]])).expect_err("the length is another");
    assert_eq!(error.to_string(), "optimizer, parameter 0: expected 3 numbers, found 2");
}

#[test]
fn a_rate_that_stops_being_a_number_is_an_error() {
    #[derive(Debug)]
    struct Lost;
    impl crate::schedules::Schedule for Lost {
        fn rate(&self, step: u64) -> f32 {
            if step == 0 { 0.1 } else { f32::NAN }
        }
    }
    let mut optimizer = SGD::new(Lost);
    optimizer.validate().expect("the first rate is a number");
    optimizer.step(&mut Bowl([vec![1.0], vec![]])).expect("the first rate is a number");
    assert!(optimizer.step(&mut Bowl([vec![1.0], vec![]])).is_err());
}

#[test]
fn arguments_without_sense_are_errors() {
    let optimizers: [Box<dyn Optimizer>; 16] = [
        Box::new(SGD::new(-0.1)),
        Box::new(SGD::new(f32::NAN)),
        Box::new(SGD::new(ExponentialDecay::new(0.1, 0, 0.9))),
        Box::new(SGD::new(0.1).momentum(1.5)),
        Box::new(SGD::new(0.1).clipnorm(f32::NAN)),
        Box::new(SGD::new(0.1).clipnorm(-1.0)),
        Box::new(SGD::new(0.1).global_clipnorm(0.0)),
        Box::new(SGD::new(0.1).clipvalue(f32::INFINITY)),
        Box::new(SGD::new(0.1).clipvalue(1.0).clipnorm(1.0)),
        Box::new(SGD::new(0.1).weight_decay(-1.0)),
        Box::new(RMSprop::default().rho(1.0)),
        Box::new(RMSprop::default().epsilon(0.0)),
        Box::new(RMSprop::default().momentum(-0.1)),
        Box::new(Adam::default().beta_1(-0.1)),
        Box::new(Adam::default().beta_2(1.0)),
        Box::new(AdamW::default().epsilon(f64::NAN)),
    ];
    for optimizer in optimizers {
        assert!(optimizer.validate().is_err(), "{optimizer:?}");
    }
}

#[test]
fn the_message_about_an_argument_names_it() {
    let error = Adam::new(-1.0).validate().expect_err("a rate is not negative");
    assert_eq!(
        error.to_string(),
        "`Adam`, argument `learning_rate`: expected a finite number of 0 or more, found -1"
    );
    let error = SGD::new(0.1).clipvalue(1.0).clipnorm(1.0).validate().expect_err("one is enough");
    assert_eq!(
        error.to_string(),
        "`SGD`, argument `clipvalue`: expected one way of clipping, found `clipnorm` as well"
    );
}

#[test]
fn the_defaults_are_accepted() {
    for optimizer in every_optimizer() {
        let rate = match optimizer.name() {
            "SGD" => 0.01,
            "ScheduleFreeAdamW" => 0.0025,
            _ => 0.001,
        };
        optimizer.validate().expect("defaults make sense");
        assert_eq!(optimizer.rate().unwrap(), rate, "{}", optimizer.name());
    }
}

fn paths() -> [WeightPath; 2] {
    ["dense/kernel", "dense/bias"].map(|path| WeightPath {
        path: path.to_owned(),
        shape: vec![2],
        trainable: true,
        python_path: None,
    })
}

fn after_steps(count: usize) -> Adam {
    let mut optimizer = Adam::default();
    let mut bowl = Bowl([vec![3.0, 4.0], vec![0.6, -12.0]]);
    (0..count).for_each(|_| optimizer.step(&mut bowl).expect("the arguments make sense"));
    optimizer
}

#[test]
fn a_state_is_by_the_paths_of_weights_and_takes_another_optimizer_as_far() {
    for steps in [0, 3] {
        let original = after_steps(steps);
        let state = original.state(&paths()).unwrap();
        assert_eq!(state.iterations, steps as u64);
        let kernel = &state.slots["dense/kernel"];
        assert_eq!(kernel.keys().collect::<Vec<_>>(), ["momentum", "velocity"]);
        assert_eq!(kernel["momentum"][0] == 0.0, steps == 0);

        let mut other = after_steps(7);
        // Weights in another order find their slots by their paths.
        let [kernel, bias] = paths();
        other.restore(&state, &[bias.clone(), kernel.clone()]).unwrap();
        assert_eq!(other.state(&[bias, kernel]).unwrap(), state);

        other.restore(&state, &paths()).unwrap();
        let [mut a, mut b] = [(); 2].map(|()| Bowl([vec![1.0, 2.0], vec![3.0, 4.0]]));
        let mut original = original;
        for _ in 0..3 {
            original.step(&mut a).unwrap();
            other.step(&mut b).unwrap();
        }
        assert_eq!(a.0, b.0);
        assert_eq!(original.bound(1.0), other.bound(1.0));
    }
}

#[test]
fn a_state_that_does_not_fit_is_refused_by_path_and_changes_nothing() {
    type Damage = fn(&mut OptimizerState);
    let table: [(Damage, &str); 9] = [
        (|state| drop(state.slots.remove("dense/bias")), "`Adam`, state of `dense/bias`: it is missing"),
        (
            |state| drop(state.slots.insert("dense_1/bias".to_owned(), Default::default())),
            "`Adam`, state of `dense_1/bias`: the model has no weight of this path",
        ),
        (
            |state| drop(state.slots.get_mut("dense/bias").unwrap().remove("velocity")),
            "`Adam`, state of `dense/bias`, slot `velocity`: it is missing",
        ),
        (
            |state| {
                drop(
                    state
                        .slots
                        .get_mut("dense/bias")
                        .unwrap()
                        .insert("velocity_hat".to_owned(), vec![0.0; 2]),
                )
            },
            "`Adam`, state of `dense/bias`, slot `velocity_hat`: the optimizer has no slot of this name",
        ),
        (
            |state| state.slots.get_mut("dense/bias").unwrap().get_mut("velocity").unwrap().push(1.0),
            "`Adam`, state of `dense/bias`, slot `velocity`: expected 2 numbers, found 3",
        ),
        (
            |state| state.slots.get_mut("dense/bias").unwrap().get_mut("velocity").unwrap()[1] = f32::NAN,
            "`Adam`, state of `dense/bias`, slot `velocity`, value 1: expected a finite number, found NaN",
        ),
        (|state| state.largest_rate = f32::NAN, "`Adam`, state, largest_rate: expected 0 or more, found NaN"),
        (
            |state| state.largest_gradient = -1.0,
            "`Adam`, state, largest_gradient: expected 0 or more, found -1",
        ),
        (
            |state| state.iterations = u64::MAX,
            "`Adam`, state, iterations: expected at most 9223372036854775807, found 18446744073709551615",
        ),
    ];
    let mut optimizer = after_steps(2);
    let before = optimizer.state(&paths()).unwrap();
    for (damage, message) in table {
        let mut state = after_steps(3).state(&paths()).unwrap();
        damage(&mut state);
        assert_eq!(optimizer.restore(&state, &paths()).unwrap_err().to_string(), message);
        assert_eq!(optimizer.state(&paths()).unwrap(), before);
    }
}

#[test]
fn weights_of_one_path_are_refused() {
    let twice = [paths()[0].clone(), paths()[0].clone()];
    let message = "`Adam`, state of `dense/kernel`: two weights have this path";
    let mut optimizer = after_steps(1);
    let state = optimizer.state(&paths()).unwrap();
    for error in [optimizer.state(&twice).unwrap_err(), optimizer.restore(&state, &twice).unwrap_err()] {
        assert!(error.to_string().starts_with(message), "{error}");
    }
}

#[test]
fn a_frozen_weight_needs_no_state_and_keeps_one() {
    let mut frozen = paths();
    frozen[1].trainable = false;
    let state = Adam::default().state(&frozen).unwrap();
    assert_eq!(state.slots.keys().collect::<Vec<_>>(), ["dense/kernel"]);
    Adam::default().restore(&state, &frozen).unwrap();
    assert!(Adam::default().restore(&state, &paths()).is_err());
    let trained = after_steps(1).state(&frozen).unwrap();
    assert_eq!(trained.slots.len(), 2);
    Adam::default().restore(&trained, &frozen).unwrap();
}

#[test]
fn an_optimizer_in_a_box_hands_on_every_method() {
    let (definition, header) = (include_str!("mod.rs"), "pub trait Optimizer: Debug + Send + Sync {");
    let implementation = "impl Optimizer for Box<dyn Optimizer> {";
    assert!(forgotten(definition, header, include_str!("boxed.rs"), implementation).is_empty());
}
