use keras::prelude::*;

keras_file! { pub struct Mixed = "transposed.keras"; }

fn main() {}
