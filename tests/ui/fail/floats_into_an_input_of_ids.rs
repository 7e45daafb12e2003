use keras::prelude::*;

fn main() -> keras::Result<()> {
    let model = graph!({
        let ids = Input(4, dtype = int32);
        Lambda(|ids| K::cast(ids, keras::shape::DType::Float))(ids)
    });
    model.predict(&[[0.5, 1.0, 2.0, 3.0]])?;
    Ok(())
}
