//! Handwritten digits on several processes: `mpirun -n 4 target/release/examples/distributed`, after
//! `cargo build --release --features mpi --example distributed`. Without `mpirun` it is one.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `distributed | head -1`.
mod output;

use keras::distribution::DataParallel;
use keras::prelude::*;
use keras::set_random_seed;
use output::println;

fn main() -> keras::Result<()> {
    let ranks = DataParallel::mpi()?;
    let is_first = ranks.rank() == 0;
    if is_first {
        println!("{} processes train one model", ranks.ranks());
    }

    // All ranks begin with the same weights, and see the samples in the same order.
    set_random_seed(1);
    let (train, test) = datasets::digits::load();
    let model = sequential![
        Dense(64, activation = relu, input = 64),
        BatchNormalization(),
        Dropout(0.2),
        Dense(10, activation = softmax),
    ];
    let mut model =
        model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    let plan = Fit::epochs(10)
        .batch_size(64)
        .validation_split(0.1)
        .callback(EarlyStopping::monitor("val_loss").patience(3).restore_best_weights(true))
        .distribution(ranks);
    model.fit(&train.x, &train.y, plan)?;

    // All ranks have the model: one of them is enough to ask it.
    if is_first {
        println!("{}", model.evaluate(&test.x, &test.y)?);
    }
    Ok(())
}
