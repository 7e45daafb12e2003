use keras::prelude::*;

keras_file! { pub struct Mixed = "unknown.keras"; }

fn main() {
    let model = Mixed::pretrained();
}
