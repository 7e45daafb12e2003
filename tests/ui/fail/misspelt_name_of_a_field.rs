//! The field of a layer whose `name` is misspelt is there: the mistake is said once.

use keras::prelude::*;

sequential! { struct Digits { Dense(32, input = 64, nam = hidden), Dense(10, naem = logits), Dense(3, names = last) } }

fn main() -> keras::Result<()> {
    let model = Digits::new();
    model.hidden.get_weight("kernel")?;
    model.logits.get_weight("kernel")?;
    model.last.get_weight("kernel")?;
    Ok(())
}
