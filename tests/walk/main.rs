//! Every layer of the catalogue on samples that are too small, empty, single and odd: finite numbers of the promised
//! shape, or an error; never a panic.

#[path = "../behaviour/catalogue.rs"]
mod catalogue;
mod failures;
mod journey;
mod layers;
mod pairs;
