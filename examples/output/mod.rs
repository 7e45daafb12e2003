//! A `println!` for pipes: when the reader has gone, as in `digits | head -1`, the program ends with success, where the
//! one of `std` panics.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write, stdout};
use std::process::exit;

macro_rules! println {
    ($($text:tt)*) => { $crate::output::print(format_args!($($text)*)) };
}
pub(crate) use println;

pub fn print(line: Arguments<'_>) {
    match writeln!(stdout(), "{line}") {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => exit(0),
        Err(error) => panic!("cannot print: {error}"),
    }
}
