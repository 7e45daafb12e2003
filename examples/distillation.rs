//! Knowledge distillation, after [Keras's example](https://keras.io/examples/vision/knowledge_distillation/): a small model
//! learns from the probabilities of a large one, which stays as it is.
//!
//! Source: Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network" (2015).

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use keras::prelude::*;
use keras::training::{ApplyGradients, Trainer};
use output::println;

/// How much the labels count, beside the teacher.
const LABELS: f32 = 0.1;
/// How far probabilities are evened out.
const TEMPERATURE: f32 = 5.0;

sequential! {
    /// Gives logits.
    struct Teacher {
        Dense(256, activation = relu, input = 64),
        Dropout(0.3),
        Dense(256, activation = relu),
        Dense(10),
    }
}

sequential! {
    /// Gives logits.
    #[derive(Clone)]
    struct Student {
        Dense(6, activation = relu, input = 64),
        Dense(10),
    }
}

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let (train, test) = datasets::digits::load();
    let loss = || SparseCategoricalCrossentropy::default().from_logits();

    let mut teacher = Teacher::new().compile(Adam::default(), loss(), metrics![accuracy]);
    teacher.fit(&train.x, &train.y, Fit::epochs(30).verbose(0))?;
    println!("Teacher, {} weights: {}", teacher.model().count_params(), teacher.evaluate(&test.x, &test.y)?);

    let student = Student::new();
    let mut alone = student.clone().compile(Adam::new(0.003), loss(), metrics![accuracy]);
    alone.fit(&train.x, &train.y, Fit::epochs(40).verbose(0))?;
    println!(
        "Student, {} weights, from labels: {}",
        student.count_params(),
        alone.evaluate(&test.x, &test.y)?
    );

    let teacher = teacher.into_model();
    let mut distiller =
        Trainer::new(student, Adam::new(0.003), ["loss"], move |batch, tape, student, optimizer| {
            let x = batch.x();
            // As when it is asked: without dropout. It has no part in the gradient.
            let taught = K::softmax(&(K::stop_gradient(&tape.infer(&teacher, &x)) / TEMPERATURE));
            let logits = tape.call(student, &x);
            let labels = K::mean(&K::sparse_softmax_cross_entropy(&batch.y(), &logits));
            let distance = K::mean(&K::softmax_cross_entropy(&taught, &(&logits / TEMPERATURE)));
            let loss = LABELS * labels + (1.0 - LABELS) * TEMPERATURE * TEMPERATURE * distance;
            optimizer.apply(&tape.gradient(&loss, &*student)?, student)?;
            Ok([loss])
        });
    distiller.fit(&train.x, &train.y, Fit::epochs(40).verbose(0))?;
    let mut student = distiller.into_models().compile(Adam::default(), loss(), metrics![accuracy]);
    println!("Student, from the teacher: {}", student.evaluate(&test.x, &test.y)?);
    Ok(())
}
