//! Heat maps: a table of numbers as colours, each number in its cell.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::style::{BLUE, FONT, GREY, not_drawn};
use crate::Result;

const TITLE: i32 = 40;
/// Beside the cells at the left and below, for their names and what these are.
const NAMES: i32 = 30;
const MARGIN: i32 = 14;
/// Of a letter, for the room that names need, and of one of the title.
const LETTER: i32 = 8;
const TITLE_LETTER: i32 = 10;

/// A square table.
pub(crate) struct HeatMap<'a> {
    pub title: &'a str,
    /// What the columns are, and the rows.
    pub x: &'a str,
    pub y: &'a str,
    /// The name of each row, and of each column.
    pub names: &'a [String],
    /// Row by row: how strong the colour of a cell is, from 0 to 1, and what stands in it.
    pub cells: Vec<(f64, String)>,
}

impl HeatMap<'_> {
    /// As SVG.
    pub fn svg(&self) -> Result<String> {
        let count = self.names.len() as i32;
        // Cells that are large enough for what stands in them, as long as the picture is not larger than a screen.
        let longest = self.cells.iter().map(|(_, text)| text.chars().count()).max().unwrap_or(0) as i32;
        let cell = (longest * LETTER + 10).clamp(36, 90).min(900 / count.max(1)).max(4);
        let name = self.names.iter().map(|name| name.chars().count()).max().unwrap_or(0) as i32;
        let (left, top) = (MARGIN + NAMES + name * LETTER, TITLE);
        let is_turned = name * LETTER > cell.max(18 * i32::from(cell < 16));
        let below = NAMES + if is_turned { name * LETTER } else { 20 };
        let side = cell * count;
        let title = self.title.chars().count() as i32 * TITLE_LETTER;
        let width = (left + side + MARGIN).max(title + 2 * MARGIN);
        let size = (width as u32, (top + side + below + MARGIN) as u32);
        let mut svg = String::new();
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        area.fill(&WHITE).map_err(not_drawn)?;
        let letters =
            |size: i32, color: RGBColor, h, v| (FONT, size).into_font().color(&color).pos(Pos::new(h, v));
        let write = |text: &str, at: (i32, i32), style: TextStyle<'_>| {
            area.draw(&Text::new(text.to_owned(), at, style)).map_err(not_drawn)
        };
        write(
            self.title,
            (((left + side / 2).max(title / 2 + MARGIN)), TITLE / 2),
            letters(17, BLACK, HPos::Center, VPos::Center),
        )?;
        let middle = |i: i32| cell * i + cell / 2;
        for (i, (strength, text)) in self.cells.iter().enumerate() {
            let (row, column) = (i as i32 / count, i as i32 % count);
            let corner = (left + cell * column, top + cell * row);
            let far = (corner.0 + cell, corner.1 + cell);
            let color = shade(*strength);
            area.draw(&Rectangle::new([corner, far], color.filled())).map_err(not_drawn)?;
            if cell >= 16 {
                area.draw(&Rectangle::new([corner, far], GREY.mix(0.5))).map_err(not_drawn)?;
            }
            if longest * LETTER <= cell && cell >= 16 {
                let letters =
                    letters(13, if *strength > 0.55 { WHITE } else { BLACK }, HPos::Center, VPos::Center);
                write(text, (left + middle(column), top + middle(row)), letters)?;
            }
        }
        // Of many small cells, some have names.
        let every = (18 / cell).max(1) as usize * if cell < 16 { 5 } else { 1 };
        for (i, name) in self.names.iter().enumerate().step_by(every) {
            let i = i as i32;
            write(name, (left - 6, top + middle(i)), letters(13, BLACK, HPos::Right, VPos::Center))?;
            let (style, at) =
                (letters(13, BLACK, HPos::Center, VPos::Top), (left + middle(i), top + side + 6));
            if is_turned {
                let style = (FONT, 13).into_font().transform(FontTransform::Rotate270).color(&BLACK);
                write(name, at, style.pos(Pos::new(HPos::Right, VPos::Center)))?;
            } else {
                write(name, at, style)?;
            }
        }
        let bottom = top + side + below - 4;
        write(self.x, (left + side / 2, bottom), letters(14, BLACK, HPos::Center, VPos::Center))?;
        let style = (FONT, 14).into_font().transform(FontTransform::Rotate270).color(&BLACK);
        write(self.y, (MARGIN + 4, top + side / 2), style.pos(Pos::new(HPos::Center, VPos::Center)))?;
        if cell < 16 {
            let corners = [(left, top), (left + side, top + side)];
            area.draw(&Rectangle::new(corners, GREY)).map_err(not_drawn)?;
        }
        area.present().map_err(not_drawn)?;
        drop(area);
        Ok(svg)
    }
}

/// From white to blue.
fn shade(strength: f64) -> RGBColor {
    let strength = strength.clamp(0.0, 1.0);
    let mix = |to: u8| (255.0 + (f64::from(to) - 255.0) * strength).round() as u8;
    RGBColor(mix(BLUE.0), mix(BLUE.1), mix(BLUE.2))
}
