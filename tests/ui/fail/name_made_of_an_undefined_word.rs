use keras::prelude::*;

fn main() {
    let _ = graph!({
        fn block(x) {
            Dense(3, name = "stage{stage}_dense")(x)
        }
        let x = Input(4);
        block(x)
    });
}
