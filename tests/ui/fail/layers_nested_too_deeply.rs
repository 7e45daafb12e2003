//! Layers inside each other, deeper than anybody means.
use keras::prelude::*;

fn main() {
    let _model = sequential![
        TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(TimeDistributed(Dense(3))))))))))))))))))))))))))))))))))))),
        Dense(1),
    ];
}
