use keras::prelude::*;

keras_file! { pub struct Image = "cut_off.keras"; }
keras_file! { pub struct Text = "text.keras"; }

fn main() {}
