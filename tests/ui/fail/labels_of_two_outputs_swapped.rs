use keras::prelude::*;

fn main() -> keras::Result<()> {
    let model = graph!({
        let x = Input(4);
        (Dense(3, activation = softmax, name = label)(x), Dense(1, name = angle)(x))
    });
    let losses = (SparseCategoricalCrossentropy::default(), MeanSquaredError::default());
    let mut model = model.compile(Adam::default(), losses, (metrics![], metrics![]));
    let (x, label, angle) = ([[0.0_f32; 4]; 8], [0_u32; 8], [[0.0_f32; 1]; 8]);
    model.fit(&x, (&angle, &label), Fit::epochs(1))?;
    model.fit(&x, &label, Fit::epochs(1))?;
    Ok(())
}
