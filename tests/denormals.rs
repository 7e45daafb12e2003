//! Denormal numbers count as 0 while the library computes, and in the program around it they do not.
#![cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]

use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};

use keras::autodiff::{Tape, Tensor, Variable};
use keras::backend as K;
use keras::optimizers::{Optimizer, Parameters, Visitor};
use keras::prelude::*;
use ndarray::Array2;
use rayon::ThreadPoolBuilder;

fn are_flushed() -> bool {
    black_box(1e-40_f32) * black_box(1.0) == 0.0
}

/// 1 where denormal numbers are flushed, whichever thread computes.
fn asked(x: &Tensor) -> Tensor {
    K::map(x, |_| f32::from(are_flushed()), |_, _| 0.0)
}

fn on_three_threads(test: impl FnOnce() + Send) {
    ThreadPoolBuilder::new().num_threads(3).build().unwrap().install(test);
}

#[test]
fn operations_flush_them_on_every_thread_and_what_the_user_computes_between_does_not() {
    on_three_threads(|| {
        let v = Variable::new("v", &[500_000], |v| v.fill(1e-40)).unwrap();
        let tape = Tape::new();
        let x = tape.variable(&v);
        assert_eq!(K::min(&asked(&x)).item(), 1.0);
        assert!(!are_flushed());
        // Those without a kernel of their own, too; and backward.
        assert_eq!(K::sum(&x).item(), 0.0);
        let y = K::map(&x, |x| x, |_, _| f32::from(are_flushed()));
        tape.backward(&K::sum(&y)).unwrap();
        assert_eq!(tape.gradient(&v, |g| g.iter().all(|&g| g == 1.0)), Some(true));
        assert!(!are_flushed());
        let panics = || K::map(&x, |_| panic!("on purpose"), |_, _| 0.0);
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
        assert!(!are_flushed());
        rayon::broadcast(|_| assert!(!are_flushed()));
        // What is only passed on stays what it is.
        assert!(K::reshape(&x, &[-1, 2]).read(|x| x.iter().all(|&x| x == 1e-40)));
    });
}

#[test]
fn fit_evaluate_and_predict_flush_them_and_give_the_thread_back_as_it_was() {
    fn loss(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        assert!(are_flushed());
        K::square(&(y_true - y_pred))
    }
    fn ask(x: &Tensor) -> Tensor {
        assert!(are_flushed());
        x * asked(x)
    }
    fn panics(y_true: &Tensor, _: &Tensor) -> Tensor {
        assert!(!are_flushed(), "on purpose");
        y_true.clone()
    }
    let (x, y) = (Array2::from_elem((8, 2), 0.5), Array2::from_elem((8, 1), 1.0));
    let model = || sequential![Dense(1, activation = custom(ask), input = 2)];
    let mut compiled = model().compile(SGD::new(0.01), loss, metrics![]);
    compiled.fit(&x, &y, Fit::epochs(2).verbose(0)).unwrap();
    assert!(!are_flushed());
    compiled.evaluate(&x, &y).unwrap();
    assert!(!are_flushed());
    compiled.predict(&x).unwrap();
    assert!(!are_flushed());
    let mut compiled = model().compile(SGD::new(0.01), panics, metrics![]);
    let fit = || compiled.fit(&x, &y, Fit::epochs(1).verbose(0)).map(drop);
    assert!(catch_unwind(AssertUnwindSafe(fit)).is_err());
    assert!(!are_flushed());
}

/// Weights whose gradient is `gradient` everywhere.
struct Weights {
    values: Vec<f32>,
    gradient: Vec<f32>,
}

impl Parameters for Weights {
    fn visit(&mut self, visitor: &mut Visitor<'_>) -> keras::Result<()> {
        visitor(0, &mut self.values, &self.gradient)
    }
}

#[test]
fn what_an_optimizer_remembers_fades_into_no_denormal_number_on_any_number_of_threads() {
    let after = |threads| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut optimizer = Adam::default();
            let gradient: Vec<f32> = (0..40_000).map(|i| (i as f32).sin()).collect();
            let mut weights = Weights { values: vec![1.0; 40_000], gradient };
            optimizer.step(&mut weights).unwrap();
            weights.gradient.fill(0.0);
            // The average fades by a tenth a step: to the least normal numbers in about 830.
            (0..900).for_each(|_| optimizer.step(&mut weights).unwrap());
            assert!(!are_flushed());
            let means = &optimizer.slots(0)[0];
            assert!(means.iter().all(|&mean| mean == 0.0 || mean.is_normal() && mean.abs() < 1e-36));
            weights.values
        })
    };
    let one = after(1);
    assert!(one == after(2) && one == after(3));
}
