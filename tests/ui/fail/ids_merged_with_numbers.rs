use keras::prelude::*;

fn main() {
    let model = graph!({
        let ids = Input(8, dtype = int32);
        let x = Input(8);
        let joined = Concatenate()([ids, x]);
        let sum = x + ids;
        (joined, sum)
    });
}
