use keras::prelude::*;

fn main() {
    graph!({
        let (image, text) = (Input(8, 8, 4), Input(20, 4));
        MultiHeadAttention(2, 3)(image, text)
    });
}
