use keras::callbacks::{CSVLogger, EarlyStopping};
use keras::prelude::*;

fn main() {
    let model = sequential![Dense(1, input = 1)];
    let mut model = model.compile(Adam::default(), MeanSquaredError::default(), metrics![]);
    let _ = model.fit([[1.0]], [1.0], Fit::epochs(1).callback(vec![EarlyStopping::monitor("loss")]));
    let _ = model.fit([[1.0]], [1.0], Fit::epochs(1).callback([CSVLogger::new("log.csv")]));
}
