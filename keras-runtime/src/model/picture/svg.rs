//! Pictures as SVG.

use std::fmt::Write;

use super::Rankdir;
use super::graph::{Graph, GraphBox, Kind};
use super::layout::{Layout, Pair, layout};

const FONT: f64 = 13.0;
/// Of a letter of the widest of the fonts that are asked for.
const LETTER: f64 = FONT * 0.61;
const LINE: f64 = 20.0;
const PAD: f64 = 10.0;
const MARGIN: f64 = 16.0;

/// Colours of the titles: dark enough for white letters, and told apart by who sees no red or no green (after Okabe and Ito).
const OF_INPUT: &str = "#0072b2";
const OF_LAYER: &str = "#37474f";
const OF_MODEL: &str = "#eef3f6";
const LINES: &str = "#546e7a";

/// A whole document.
pub(super) fn document(graph: &Graph, rankdir: Rankdir) -> String {
    let picture = Picture::of(graph, rankdir);
    let (width, height) = (picture.width + 2.0 * MARGIN, picture.height + 2.0 * MARGIN);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"{FONT}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">\
         <path d=\"M0 0L10 5L0 10z\" fill=\"{LINES}\"/></marker></defs>\n"
    );
    picture.draw(graph, rankdir, MARGIN, MARGIN, &mut text);
    text + "</svg>\n"
}

/// A graph with a place for everything.
struct Picture {
    layout: Layout,
    /// Width and height of each box.
    sizes: Vec<(f64, f64)>,
    /// The pictures of the models inside.
    inside: Vec<Option<Picture>>,
    width: f64,
    height: f64,
}

impl Picture {
    fn of(graph: &Graph, rankdir: Rankdir) -> Self {
        let inside: Vec<Option<Picture>> = graph
            .boxes
            .iter()
            .map(|found| match &found.kind {
                Kind::Model(inside) => Some(Picture::of(inside, rankdir)),
                _ => None,
            })
            .collect();
        let sizes: Vec<(f64, f64)> =
            graph.boxes.iter().zip(&inside).map(|(found, inside)| size(found, inside.as_ref())).collect();
        let turned: Vec<Pair> = sizes
            .iter()
            .map(|&(width, height)| match rankdir {
                Rankdir::TB => Pair { across: width, along: height },
                Rankdir::LR => Pair { across: height, along: width },
            })
            .collect();
        let layout = layout(&turned, &graph.edges);
        let (width, height) = point(layout.size, rankdir);
        Self { layout, sizes, inside, width, height }
    }

    /// Writes it with its corner at a point.
    fn draw(&self, graph: &Graph, rankdir: Rankdir, x: f64, y: f64, text: &mut String) {
        for (i, found) in graph.boxes.iter().enumerate() {
            let ((width, height), middle) = (self.sizes[i], point(self.layout.middles[i], rankdir));
            let (left, top) = (x + middle.0 - width / 2.0, y + middle.1 - height / 2.0);
            draw_box(found, [left, top, width, height], text);
            if let (Kind::Model(graph), Some(picture)) = (&found.kind, &self.inside[i]) {
                let below = LINE * (1 + found.lines.len()) as f64 + PAD;
                picture.draw(graph, rankdir, left + (width - picture.width) / 2.0, top + below, text);
            }
        }
        for (route, &(_, to)) in self.layout.routes.iter().zip(&graph.edges) {
            let tip =
                if matches!(graph.boxes[to].kind, Kind::Port) { "" } else { " marker-end=\"url(#tip)\"" };
            let path = path(route, rankdir, x, y);
            _ = writeln!(
                text,
                "<path d=\"{path}\" fill=\"none\" stroke=\"{LINES}\" stroke-width=\"1.4\"{tip}/>"
            );
        }
    }
}

/// Width and height of a box.
fn size(found: &GraphBox, inside: Option<&Picture>) -> (f64, f64) {
    if matches!(found.kind, Kind::Port) {
        return (PAD, 0.0);
    }
    let letters = std::iter::once(&found.title).chain(&found.lines).map(|line| line.chars().count()).max();
    let width = letters.unwrap_or(0) as f64 * LETTER + 2.0 * PAD;
    let height = LINE * (1 + found.lines.len()) as f64 + PAD / 2.0;
    match inside {
        Some(picture) => (width.max(picture.width + 2.0 * PAD), height + PAD / 2.0 + picture.height + PAD),
        None => (width, height),
    }
}

fn draw_box(found: &GraphBox, [left, top, width, height]: [f64; 4], text: &mut String) {
    let (title, letters, body) = match found.kind {
        Kind::Port => return,
        Kind::Input => (OF_INPUT, "white", "white"),
        Kind::Layer => (OF_LAYER, "white", "white"),
        Kind::Model(_) => ("none", "black", OF_MODEL),
    };
    let rect = |fill: &str, height: f64, stroke: &str| {
        format!(
            "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"4\" fill=\"{fill}\" stroke=\"{stroke}\"/>\n"
        )
    };
    text.push_str(&rect(body, height, LINES));
    let of_title = if found.lines.is_empty() { height } else { LINE + PAD / 4.0 };
    if !matches!(found.kind, Kind::Model(_)) {
        text.push_str(&rect(title, of_title, LINES));
    }
    let middle = left + width / 2.0;
    let baseline = |line: usize| top + LINE * (line as f64 + 0.72) + PAD / 8.0;
    for (i, line) in std::iter::once(&found.title).chain(&found.lines).enumerate() {
        let (fill, weight) = if i == 0 { (letters, " font-weight=\"bold\"") } else { ("black", "") };
        _ = writeln!(
            text,
            "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"{fill}\"{weight}>{}</text>",
            baseline(i),
            escaped(line)
        );
    }
}

/// The path of an arrow: straight along each stretch, and bent in between.
fn path(route: &[[Pair; 2]], rankdir: Rankdir, x: f64, y: f64) -> String {
    let at = |pair: Pair| {
        let (px, py) = point(pair, rankdir);
        format!("{:.1} {:.1}", x + px, y + py)
    };
    let mut path = String::new();
    for (i, [begin, end]) in route.iter().enumerate() {
        if let Some([_, last]) = i.checked_sub(1).map(|before| route[before]) {
            let half = (last.along + begin.along) / 2.0;
            let bend = |pair: Pair| at(Pair { along: half, ..pair });
            path += &format!("C{} {} {}", bend(last), bend(*begin), at(*begin));
        } else {
            path += &format!("M{}", at(*begin));
        }
        // A line of no length would turn the arrow's tip aside.
        if begin.along != end.along || begin.across != end.across {
            path += &format!("L{}", at(*end));
        }
    }
    path
}

/// Along the arrows is down, or to the right.
fn point(pair: Pair, rankdir: Rankdir) -> (f64, f64) {
    match rankdir {
        Rankdir::TB => (pair.across, pair.along),
        Rankdir::LR => (pair.along, pair.across),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
