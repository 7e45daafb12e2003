use keras::prelude::*;

keras_file! { pub struct Mixed = "unknown.keras"; }

fn main() {
    Mixed::pretrained();
}
