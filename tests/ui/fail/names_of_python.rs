//! A name that is made of others is a string with braces.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(4);
        for i in 0..2 {
            x = Dense(4, name = "block" + str(i))(x);
            x = Dense(4, name = "block{}".format(i))(x);
            x = Dense(4, name = format!("block{i}"))(x);
        }
        x
    });
}
