use keras::prelude::*;

fn main() {
    graph!({
        let ids = Input(10, dtype = int32);
        AdditiveAttention()(ids, ids)
    });
}
