//! What charts have alike: colours, letters, numbers.

use std::fmt::Display;

use plotters::style::RGBColor;

use crate::Error;

/// Colours that people who see no red or no green tell apart (after Okabe and Ito).
pub(super) const BLUE: RGBColor = RGBColor(0, 114, 178);
pub(super) const VERMILLION: RGBColor = RGBColor(213, 94, 0);
pub(super) const GREY: RGBColor = RGBColor(150, 150, 150);

pub(super) const FONT: &str = "sans-serif";

/// What the library that draws has to say.
pub(super) fn not_drawn(error: impl Display) -> Error {
    Error::new("", format!("the picture cannot be drawn: {error}"))
}

/// As many digits as tell the numbers of a range apart.
pub(super) fn digits(least: f64, greatest: f64) -> usize {
    let step = (greatest - least).abs() / 5.0;
    if step > 0.0 { (-step.log10()).ceil().clamp(0.0, 8.0) as usize } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn digits_tell_the_numbers_along_an_axis_apart() {
        assert_eq!(
            [digits(0.0, 1.0), digits(0.31, 0.34), digits(0.0, 500.0), digits(1.0, 1.0)],
            [1, 3, 0, 2]
        );
    }
}
