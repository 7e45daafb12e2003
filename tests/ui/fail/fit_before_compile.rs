use keras::prelude::*;

fn main() -> keras::Result<()> {
    let model = sequential![Dense(10, input = 64)];
    let (x, y) = (vec![[0.0; 64]; 8], vec![[0.0; 10]; 8]);
    model.fit(&x, &y, Fit::epochs(1))?;
    Ok(())
}
