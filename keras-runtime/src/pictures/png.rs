//! Pictures in dots: SVG, rasterized.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Family, Query};
use resvg::usvg::{Options, Tree};

use crate::{Error, ErrorKind, Result};

/// The most dots across or down: 16 times those of a large screen.
const MOST: f32 = 65_000.0;

/// A PNG file of a document, so many times as large.
pub(super) fn of_svg(svg: &str, scale: f64) -> Result<Vec<u8>> {
    let tree = Tree::from_str(svg, &fonts()?).map_err(|error| Error::new("", error.to_string()))?;
    let size = tree.size();
    let scale = scale as f32;
    let [width, height] = [size.width(), size.height()].map(|side| (side * scale).ceil());
    let canvas =
        if width <= MOST && height <= MOST { Pixmap::new(width as u32, height as u32) } else { None };
    let Some(mut canvas) = canvas else {
        let error = Error::new("", format!("{width} × {height} dots are too many for a picture"));
        return Err(error.help("write it as `.svg`"));
    };
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut canvas.as_mut());
    canvas.encode_png().map_err(|error| Error::new("", error.to_string()))
}

/// The fonts of the machine. A kind of letters that it does not name is that of a font whose name tells, or of any.
fn fonts() -> Result<Options<'static>> {
    let mut options = Options::default();
    let fonts = options.fontdb_mut();
    fonts.load_system_fonts();
    let families: Vec<String> =
        fonts.faces().filter_map(|face| Some(face.families.first()?.0.clone())).collect();
    let Some(any) = families.first() else {
        let error = Error::new("", "there is no font on this machine to draw letters with");
        return Err(error
            .with_kind(ErrorKind::File)
            .help("install one, such as Debian's `fonts-dejavu-core`, or write the picture as `.svg`"));
    };
    let named = |part: &str| {
        let shortest =
            families.iter().filter(|family| family.contains(part)).min_by_key(|family| family.len());
        shortest.unwrap_or(any).clone()
    };
    let lacks =
        |fonts: &Database, family| fonts.query(&Query { families: &[family], ..Query::default() }).is_none();
    if lacks(fonts, Family::SansSerif) {
        fonts.set_sans_serif_family(named("Sans"));
    }
    if lacks(fonts, Family::Monospace) {
        fonts.set_monospace_family(named("Mono"));
    }
    if lacks(fonts, Family::Serif) {
        fonts.set_serif_family(named("Serif"));
    }
    Ok(options)
}
