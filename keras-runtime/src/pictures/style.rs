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

/// A number along an axis from a least number to a greatest: with as many digits as tell its neighbours apart, or as a power of
/// ten where those are many.
pub(super) fn tick(value: f64, least: f64, greatest: f64) -> String {
    let (step, size) = ((greatest - least).abs() / 5.0, least.abs().max(greatest.abs()));
    if value == 0.0 {
        return "0".to_owned();
    }
    if size >= 1e6 || step < 1e-5 {
        let digits = (size / step).log10().ceil().clamp(1.0, 8.0) as usize;
        return format!("{value:.digits$e}");
    }
    let digits = (-step.log10()).ceil().clamp(0.0, 8.0) as usize;
    format!("{value:.digits$}")
}

/// As much of a text as has room.
pub(super) fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_along_an_axis_are_told_apart_and_short() {
        assert_eq!(
            [tick(0.4, 0.0, 1.0), tick(0.325, 0.31, 0.34), tick(300.0, 0.0, 500.0)],
            ["0.4", "0.325", "300"]
        );
        assert_eq!([tick(1.5e30, 0.0, 3e30), tick(2e-7, 0.0, 1e-6)], ["1.5e30", "2.0e-7"]);
        assert_eq!(tick(0.0, -1.0, 1.0), "0");
        assert_eq!([shortened("accuracy", 8), shortened("accuracies", 8)], ["accuracy", "accurac…"]);
    }
}
