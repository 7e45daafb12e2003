use keras::prelude::*;

fn main() {
    sequential![
        Dense(3, input = 4),
        #[cfg(any())]
        Dense(5),
        Dense(#[allow(unused)] 7, #[cfg(feature = "wide")] activation = relu),
        Dens(2),
    ];
    graph!({
        #![allow(unused)]
        #[inline]
        fn block(x) {
            #[cfg(test)]
            let y = Dense(1)(x);
            y
        }
        #[cfg(any())]
        let x = Input(3);
        #[rustfmt::skip]
        for _ in 0..2 {
            x = block(x);
        }
        Add()([#[cfg(any())] x, x])
    });
    layer!(#[cfg(any())] Dense(3));
    metrics![accuracy, #[cfg(any())] mse];
}
