use keras::prelude::*;

fn main() {
    let model = graph!({
        let image = Input(25, 25, 8);
        let x = MaxPooling2D(2)(image);
        let x = UpSampling2D(2)(x);
        Concatenate()([image, x])
    });
}
