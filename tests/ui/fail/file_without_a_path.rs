use keras::prelude::*;

keras_file! { pub struct Digits { Dense(10, input = 64) } }
keras_file! { pub struct Text = digits; }
keras_file! { struct First = "text.keras"; struct Second = "text.keras"; }
keras_file! { Third = "text.keras" }

fn main() {
    let model = keras_file! { struct Fourth = "text.keras"; };
    model.summary();
}
