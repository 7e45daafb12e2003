use keras::prelude::*;

keras_file! { pub struct Digits = "image.h5"; }

fn main() {}
