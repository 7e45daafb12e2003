use keras::prelude::*;

keras_file! { pub struct Digits { Dense(10, input = 64) } }
keras_file! { pub struct Text = digits; }
keras_file! { struct First = "text.keras"; struct Second = "text.keras"; }

fn main() {}
