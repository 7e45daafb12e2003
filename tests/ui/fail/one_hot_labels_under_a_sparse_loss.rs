use keras::prelude::*;

fn main() -> keras::Result<()> {
    let model = sequential![Dense(10, activation = softmax, input = 64)];
    let mut model = model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![]);
    let (x, one_hot) = (vec![[0.0; 64]; 8], vec![[0.0; 10]; 8]);
    model.fit(&x, &one_hot, Fit::epochs(1))?;
    Ok(())
}
