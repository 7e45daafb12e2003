use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(10, 32);
        let attend = MultiHeadAttention(2, 16);
        attend(x, x, attention_mask = true)
    });
}
