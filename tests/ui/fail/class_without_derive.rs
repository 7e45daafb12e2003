//! A file names classes, which are structs of arguments.

use keras::saving::CustomObjects;

struct Scale;

fn main() {
    CustomObjects::new().with::<Scale>();
}
