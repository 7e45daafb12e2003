//! A table has no empty cells.

use keras::utils::Table;

fn main() {
    let _ = Table::new().column("age", [Some(34.0), None]);
}
