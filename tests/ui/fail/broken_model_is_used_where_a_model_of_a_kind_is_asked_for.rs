//! A model that does not compile, named or not, adds no errors where its type would matter.

use keras::prelude::*;
use keras::shape::SoftmaxHead;

sequential! { struct Digits { Dense(32, activaton = relu, input = 64), Dense(10, activation = softmax) } }

fn make() -> impl Model<Input = Rank1<64>, Output = Rank1<10>, Head = SoftmaxHead> {
    Digits::new()
}

fn main() -> keras::Result<()> {
    make().predict([[0.0; 64]])?;
    let model = graph!({ let x = Input(4); Dense(3)(y) });
    println!("{}", model.predict([[0.0; 4]])?.row(0));
    let mut model = sequential![Dense(8 activation = relu, input = 4), Normalization(name = norm)];
    model.norm.adapt(&[[0.0; 4]]);
    let mut model = model.compile(Adam::default(), MeanSquaredError::default(), metrics![mae]);
    model.fit([[0.0; 4]], [[0.0; 3]], Fit::epochs(1))?;
    Ok(())
}
