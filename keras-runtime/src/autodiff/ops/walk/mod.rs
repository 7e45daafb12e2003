//! Every function of the backend with arguments at random: none panics, and each call ends in a value or in an error.
//!
//! The environment variable `KERAS_WALK` says how often each is called, which is 60 times without it.

mod arrays;
mod calls;
mod draw;

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use self::calls::call;
use self::draw::Draw;
use crate::autodiff::Tensor;
use crate::backend as K;

/// The functions of the backend, which are those that the module above hands out.
fn functions() -> impl Iterator<Item = &'static str> {
    let uses = include_str!("../mod.rs").split(';').filter_map(|line| line.split_once("pub use "));
    let names = uses.flat_map(|(_, line)| line.split(|c: char| !c.is_alphanumeric() && c != '_').skip(1));
    names.filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()) && *name != "as")
}

#[test]
fn every_function_of_the_backend_is_in_the_list_and_on_its_page() {
    let page = include_str!("../../backend.rs");
    assert!(functions().count() > 90 && !page.contains("pub fn"));
    for name in functions() {
        assert!(call(name, &mut Draw::new(0)).is_some(), "the walk does not know how to call `K::{name}`");
        let linked = page.contains(&format!("[`{name}`]")) || name.ends_with("_axis");
        assert!(linked, "`K::{name}` is not in the table of the backend");
    }
}

#[test]
fn whatever_it_is_given_no_function_of_the_backend_panics() {
    let times: u64 = std::env::var("KERAS_WALK").ok().and_then(|times| times.parse().ok()).unwrap_or(60);
    let mut values = 0;
    let mut failures = vec![];
    for (number, name) in functions().enumerate() {
        for seed in (0..times).map(|i| i * 1000 + number as u64) {
            let arguments = RefCell::new(String::new());
            let walk = || {
                let mut draw = Draw::new(seed);
                let result = call(name, &mut draw);
                *arguments.borrow_mut() = draw.arguments().to_owned();
                check(&draw, &result.expect("the other test has asked"))
            };
            match catch_unwind(AssertUnwindSafe(walk)) {
                Ok(is_value) => values += u64::from(is_value),
                Err(_) => failures.push(format!("K::{name}({}), seed {seed}", arguments.borrow())),
            }
        }
    }
    assert!(failures.is_empty(), "{} calls failed:\n{}", failures.len(), failures.join("\n"));
    // Of so many arguments at random, many have to fit.
    assert!(values > 30 * times, "only {values} calls gave a value");
}

/// Checks that a call has ended in an error, or in a value whose gradient exists. `true` if it was a value.
fn check(draw: &Draw, y: &Tensor) -> bool {
    // What has waited until now may fail.
    let values = y.to_array();
    assert!(values.len() == y.read(<[f32]>::len));
    if let Err(error) = y.tape().backward(&K::sum(y)) {
        assert!(!error.to_string().is_empty());
        return false;
    }
    assert_eq!(values.shape(), &*y.shape());
    for variable in &draw.variables {
        let len = y.tape().gradient(variable, |gradient| gradient.len());
        assert!(len.is_none_or(|len| len == variable.shape().elements()));
    }
    // The same on tensors, and from there a second time: an error or a value.
    for x in draw.variables.iter().map(|variable| y.tape().variable(variable)) {
        let mut gradient = [None];
        if y.tape().differentiate(y, &[&x], &mut gradient).is_err() {
            break;
        }
        if let [Some(gradient)] = gradient {
            assert_eq!(gradient.shape(), x.shape());
            if let Err(error) = y.tape().backward(&K::sum(&gradient)) {
                assert!(error.to_string().contains("not twice"), "{error}");
            }
        }
    }
    true
}
