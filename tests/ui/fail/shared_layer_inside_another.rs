use keras::prelude::*;

fn main() {
    graph!({
        let each = Dense(3);
        TimeDistributed(each)(Input(5, 2))
    });
}
