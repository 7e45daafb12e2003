use keras::prelude::*;

fn main() {
    graph!({
        let query = Input(4, 6);
        let value = Input(5, 8);
        Attention()(query, value)
    });
}
