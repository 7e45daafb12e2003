use keras::prelude::*;

fn main() {
    sequential![
        TimeDistributed(Conv2D(3, 7), input = (3, 5, 4, 2)),
        TimeDistributed(Dense(0)),
        Flatten(),
        TimeDistributed(Dense(3))
    ];
}
