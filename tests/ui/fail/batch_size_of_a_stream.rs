use keras::data::Dataset;
use keras::prelude::*;

fn main() -> keras::Result<()> {
    let mut model = sequential![Dense(1, input = 4)].compile(SGD::default(), MeanSquaredError::default(), metrics![]);
    let data = Dataset::from_generator(|_| (0..100).map(|i| ([i as f32; 4], i as f32))).batch(10);
    model.fit_batches(data, Fit::epochs(3).batch_size(64))?;
    Ok(())
}
