//! A physics-informed network: a damped oscillator from its differential equation, `u″ + 2δ u′ + ω² u = 0`, without one
//! sample of the solution.
//!
//! The loss asks for `u′` and `u″`, gradients by the input; training then follows *its* gradient by the weights, a third
//! derivative of the network.
//!
//! Source: Raissi, Perdikaris and Karniadakis, "Physics-informed neural networks" (2019).

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::autodiff::Tensor;
use keras::prelude::*;
use keras::training::{ApplyGradients, GradientTape};
use ndarray::Array2;
use output::println;

/// The damping δ.
const DAMPING: f32 = 0.5;
/// The frequency ω without damping.
const FREQUENCY: f32 = 3.0;
/// The time that is looked at.
const END: f32 = 3.0;
/// Points at which the equation shall hold.
const POINTS: usize = 64;

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let steps = std::env::args().nth(1).map_or(4000, |steps| steps.parse().expect("a number of steps"));

    let mut model =
        sequential![Dense(32, activation = tanh, input = 1), Dense(32, activation = tanh), Dense(1)];
    let mut optimizer = Adam::new(3e-3);
    let tape = GradientTape::new();
    for step in 0..=steps {
        // The equation, at points at random.
        let t = tape.watch(&(END * K::random_uniform(&tape, &[POINTS, 1])));
        let [u, u_t, u_tt] = derivatives(&tape, &model, &t)?;
        let equation = u_tt + 2.0 * DAMPING * u_t + FREQUENCY * FREQUENCY * u;
        // The beginning: u(0) = 1, u′(0) = 0.
        let [u, u_t, _] = derivatives(&tape, &model, &tape.watch(&tape.array(&[[0.0]])))?;
        let beginning = K::sum(&K::square(&(u - 1.0))) + K::sum(&K::square(&u_t));

        let loss = K::mean(&K::square(&equation)) + 20.0 * beginning;
        optimizer.apply(&tape.gradient(&loss, &model)?, &mut model)?;
        if step % (steps / 8).max(1) == 0 {
            println!("step {step:>5}: loss {:.5}", loss.item());
        }
        tape.reset();
    }

    println!("\n    t   network  solution");
    let times = Array2::from_shape_fn((13, 1), |(i, _)| END * i as f32 / 12.0);
    for (t, u) in times.iter().zip(&model.predict(&times)?) {
        println!("{t:5.2}   {u:7.4}   {:7.4}", solution(*t));
    }
    Ok(())
}

/// `u(t)`, `u′(t)` and `u″(t)`.
fn derivatives<M>(tape: &GradientTape<'_>, model: &M, t: &Tensor) -> keras::Result<[Tensor; 3]>
where
    M: Model<Input = Rank1<1>, Output = Rank1<1>>,
{
    let u = tape.call(model, t);
    let u_t = tape.gradient(&u, t)?;
    let u_tt = tape.gradient(&u_t, t)?;
    Ok([u, u_t, u_tt])
}

/// What mathematics says.
fn solution(t: f32) -> f32 {
    let frequency = (FREQUENCY * FREQUENCY - DAMPING * DAMPING).sqrt();
    (-DAMPING * t).exp() * ((frequency * t).cos() + DAMPING / frequency * (frequency * t).sin())
}
