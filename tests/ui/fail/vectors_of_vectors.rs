use keras::prelude::*;

fn main() -> keras::Result<()> {
    let model = sequential![Dense(1, input = 4)];
    model.predict(&vec![vec![0.0_f32; 4]; 8])?;
    model.predict(&[0.0_f32; 4])?;
    Ok(())
}
