use keras::prelude::*;

fn main() -> keras::Result<()> {
    let model = sequential![Dense(10, activation = softmax, input = 64)];
    let mut model = model.compile(Adam::default(), CategoricalCrossentropy::default(), metrics![]);
    let (x, classes) = (vec![[0.0; 64]; 8], vec![3_u8; 8]);
    model.fit(&x, &classes, Fit::epochs(1))?;
    Ok(())
}
