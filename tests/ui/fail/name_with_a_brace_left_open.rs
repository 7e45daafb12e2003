use keras::prelude::*;

fn main() {
    let _ = graph!({
        fn block(x, stage) {
            Dense(3, name = "stage{stage_dense")(x)
        }
        let x = Input(4);
        block(x, 2)
    });
}
