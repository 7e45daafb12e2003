//! Charts of lines.

use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;

use super::style::{BLUE, FONT, GREY, VERMILLION, not_drawn, shortened, tick};
use crate::Result;

/// Width and height of a chart.
const SIZE: (u32, u32) = (480, 340);

/// Lines over an axis.
pub(crate) struct Chart<'a> {
    pub title: &'a str,
    pub x: &'a str,
    pub y: &'a str,
    pub lines: Vec<Line<'a>>,
    /// From 0 to 1, both ways; else as far as the numbers go.
    pub is_of_rates: bool,
    /// Only whole numbers stand along the axis.
    pub is_counted: bool,
}

/// A line through points, in order. Those that are not finite are left out.
pub(crate) struct Line<'a> {
    pub name: &'a str,
    pub points: Vec<(f64, f64)>,
    pub role: Role,
}

/// What a line is among the others: its colour, and its dashes for who sees none.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Role {
    Main,
    Compared,
    Guide,
}

/// Charts side by side, two in a row, as SVG.
pub(crate) fn charts(charts: &[Chart<'_>]) -> Result<String> {
    let columns = charts.len().clamp(1, 2);
    let rows = charts.len().div_ceil(columns).max(1);
    let mut svg = String::new();
    let size = (SIZE.0 * columns as u32, SIZE.1 * rows as u32);
    let whole = SVGBackend::with_string(&mut svg, size).into_drawing_area();
    whole.fill(&WHITE).map_err(not_drawn)?;
    for (chart, area) in charts.iter().zip(whole.split_evenly((rows, columns))) {
        chart.draw(&area).map_err(not_drawn)?;
    }
    whole.present().map_err(not_drawn)?;
    drop(whole);
    Ok(svg)
}

type Drawn<T, B> = std::result::Result<T, DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

impl Chart<'_> {
    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, plotters::coord::Shift>) -> Drawn<(), B> {
        let (x, mut y) = (self.range(|point| point.0, 0.0), self.range(|point| point.1, 0.05));
        let (mut place, met) = self.free_place(x, y);
        if met > 0 && !self.is_of_rates {
            // Room for the names above all lines.
            y.1 += (y.1 - y.0) * 0.35;
            place = SeriesLabelPosition::UpperRight;
        }
        let mut chart = ChartBuilder::on(area)
            .caption(shortened(self.title, 44), (FONT, 17))
            .margin(14)
            .x_label_area_size(42)
            .y_label_area_size(62)
            .build_cartesian_2d(x.0..x.1, y.0..y.1)?;
        let along = |value: &f64| match self.is_counted {
            true if value.fract() != 0.0 => String::new(),
            true => format!("{value:.0}"),
            false => tick(*value, x.0, x.1),
        };
        let up = |value: &f64| tick(*value, y.0, y.1);
        let counted = self.lines.iter().map(|line| line.points.len()).max().unwrap_or(0);
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GREY.mix(0.3))
            .axis_style(GREY)
            .label_style((FONT, 13))
            .axis_desc_style((FONT, 14))
            .x_desc(self.x)
            .y_desc(self.y)
            .x_labels(if self.is_counted { counted.clamp(2, 8) } else { 8 })
            .y_labels(6)
            .x_label_formatter(&along)
            .y_label_formatter(&up)
            .draw()?;
        for line in &self.lines {
            line.draw(&mut chart)?;
        }
        if self.lines.iter().any(|line| !line.name.is_empty()) {
            chart
                .configure_series_labels()
                .position(place)
                .background_style(WHITE.mix(0.85))
                .border_style(GREY.mix(0.6))
                .label_font((FONT, 13))
                .draw()?;
        }
        Ok(())
    }

    /// The place for the names of the lines that fewest points of these are in, and how many.
    fn free_place(&self, x: (f64, f64), y: (f64, f64)) -> (SeriesLabelPosition, usize) {
        const STEPS: u32 = 20;
        let part = |at: f64, (least, greatest): (f64, f64)| (at - least) / (greatest - least);
        // From where to where, as parts of the width and the height.
        let places = [
            (SeriesLabelPosition::UpperRight, 0.6, 0.72),
            (SeriesLabelPosition::LowerRight, 0.6, 0.0),
            (SeriesLabelPosition::LowerLeft, 0.0, 0.0),
            (SeriesLabelPosition::UpperLeft, 0.0, 0.72),
            (SeriesLabelPosition::MiddleRight, 0.6, 0.36),
            (SeriesLabelPosition::MiddleLeft, 0.0, 0.36),
        ];
        let mut met = [0; 6];
        for pair in self.lines.iter().flat_map(|line| line.points.windows(2)) {
            let [from, to] = [pair[0], pair[1]].map(|point| (part(point.0, x), part(point.1, y)));
            for step in 0..=STEPS {
                let along = f64::from(step) / f64::from(STEPS);
                let [right, up] = [from.0 + (to.0 - from.0) * along, from.1 + (to.1 - from.1) * along];
                for ((_, left, below), met) in places.iter().zip(&mut met) {
                    let is_in = (*left..left + 0.4).contains(&right) && (*below..below + 0.28).contains(&up);
                    *met += usize::from(is_in);
                }
            }
        }
        let [first, rest @ ..] = places;
        let others = rest.into_iter().zip(&met[1..]).map(|((place, ..), &met)| (place, met));
        others.fold((first.0, met[0]), |best, next| if next.1 < best.1 { next } else { best })
    }

    /// From the least number to the greatest, and a part of that more at both ends.
    fn range(&self, of: impl Fn(&(f64, f64)) -> f64, more: f64) -> (f64, f64) {
        if self.is_of_rates {
            return (0.0, 1.0);
        }
        let numbers =
            self.lines.iter().flat_map(|line| &line.points).map(of).filter(|number| number.is_finite());
        let (least, greatest) = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), number| {
            (least.min(number), most.max(number))
        });
        let width = greatest - least;
        match width {
            _ if !width.is_finite() => (0.0, 1.0),
            0.0 => {
                let around =
                    if least == 0.0 || self.is_counted && more == 0.0 { 0.5 } else { least.abs() * 0.1 };
                (least - around, greatest + around)
            }
            _ => (least - width * more, greatest + width * more),
        }
    }
}

/// Up to so many points are marked.
const MARKED: usize = 40;

impl Line<'_> {
    fn draw<'a, B: DrawingBackend + 'a>(
        &self,
        chart: &mut ChartContext<'a, B, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    ) -> Drawn<(), B> {
        let points: Vec<_> =
            self.points.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
        let color = match self.role {
            Role::Main => BLUE,
            Role::Compared => VERMILLION,
            Role::Guide => GREY,
        };
        let style = ShapeStyle::from(color).stroke_width(2);
        if self.role != Role::Guide && points.len() <= MARKED {
            chart.draw_series(points.iter().map(|&point| Circle::new(point, 3, color.filled())))?;
        }
        let drawn = match self.role {
            Role::Main => chart.draw_series(LineSeries::new(points, style))?,
            _ => chart.draw_series(DashedLineSeries::new(points, 7, 4, style))?,
        };
        if !self.name.is_empty() {
            let second = if self.role == Role::Main { 8 } else { 12 };
            drawn.label(self.name).legend(move |at| {
                let dash = |from, to| PathElement::new(vec![(from, 0), (to, 0)], style);
                EmptyElement::at(at) + dash(0, 8) + dash(second, 20)
            });
        }
        Ok(())
    }
}
