use keras::prelude::*;

fn main() -> keras::Result<()> {
    let model = sequential![Dense(10, activation = softmax, input = (12, 12, 3))];
    let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    let (x, classes) = (vec![[[[0.0; 3]; 12]; 12]; 8], vec![3_u8; 8]);
    model.fit(&x, &classes, Fit::epochs(1))?;
    Ok(())
}
