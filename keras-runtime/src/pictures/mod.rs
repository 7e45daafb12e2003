//! Pictures in files: as SVG, and with the feature `plot` as PNG; charts and heat maps.

#[cfg(feature = "plot")]
mod chart;
#[cfg(feature = "plot")]
mod heat_map;
#[cfg(feature = "plot")]
mod png;
#[cfg(feature = "plot")]
mod style;

use std::io::Write;
use std::path::Path;

#[cfg(feature = "plot")]
pub(crate) use self::chart::{Chart, Line, Role, charts};
#[cfg(feature = "plot")]
pub(crate) use self::heat_map::HeatMap;
use crate::files::{not_written, write_whole};
use crate::{Error, Result};

/// Dots per inch of a picture that is drawn at its own size.
#[cfg(feature = "plot")]
pub(crate) const DPI: f64 = 96.0;

/// Writes a picture whole or not at all: as it is where the path ends in `.svg`, in dots where it ends in `.png`.
///
/// # Errors
///
/// If the path has another ending, or cannot be written.
pub(crate) fn write_svg_or_png(path: &Path, dpi: f64, svg: impl FnOnce() -> Result<String>) -> Result<()> {
    let bytes = match &*ending(path) {
        "svg" => svg()?.into_bytes(),
        "png" if dpi <= 0.0 => return Err(Error::expected("`dpi`", "1 or more", dpi)),
        "png" => dots(&svg()?, dpi).map_err(|error| error.within(path.display()))?,
        _ => return Err(other_ending(path, "a path that ends in `.svg` or `.png`")),
    };
    write_whole(path, |file| file.write_all(&bytes).map_err(|error| not_written(path, error)))
}

/// What the name of a file ends in, behind the last dot, in small letters.
pub(crate) fn ending(path: &Path) -> String {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// Says what a path should end in.
pub(crate) fn other_ending(path: &Path, expected: &str) -> Error {
    let found = match &*ending(path) {
        "" => "no ending".to_owned(),
        ending => format!("`.{ending}`"),
    };
    Error::expected(path.display().to_string(), expected, found)
}

#[cfg(feature = "plot")]
fn dots(svg: &str, dpi: f64) -> Result<Vec<u8>> {
    png::of_svg(svg, dpi / DPI)
}

#[cfg(not(feature = "plot"))]
fn dots(_: &str, _: f64) -> Result<Vec<u8>> {
    let error = Error::new("", "a picture as `.png` needs the feature `plot` of `keras`");
    Err(error.help("`.svg` needs nothing, and a browser shows it"))
}
