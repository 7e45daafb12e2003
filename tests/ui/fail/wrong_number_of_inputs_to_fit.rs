use keras::prelude::*;

fn main() -> keras::Result<()> {
    let model = graph!({
        let a = Input(3);
        let b = Input(4);
        Dense(1)(Concatenate()([a, b]))
    });
    let mut model = model.compile(Adam::default(), MeanSquaredError::default(), metrics![]);
    let (x, y) = (vec![[0.0; 3]; 8], vec![[0.0; 1]; 8]);
    model.fit(&x, &y, Fit::epochs(1))?;
    Ok(())
}
