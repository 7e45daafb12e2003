use keras::prelude::*;

fn main() -> keras::Result<()> {
    let model = sequential![Dense(10, input = 64)];
    let mut model = model.compile(Adam::default(), MeanSquaredError::default(), metrics![]);
    let (x, y) = (vec![[0.0; 64]; 8], vec![[0.0; 1]; 8]);
    model.fit(&x, &y, Fit::epochs(1))?;
    Ok(())
}
