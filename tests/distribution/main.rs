//! Trainings that are shared between ranks, which are threads here: they come to what one rank comes to.

mod equality;
mod failures;
mod threads;
