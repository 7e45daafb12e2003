//! Forecasts sunspots: an LSTM reads eleven years of them and says the year that follows.
//!
//! Spots on the sun have been counted every month since 1749. They come and go in about eleven years, no two times
//! alike. The network learns on all but the last twenty years, and forecasts each of those from what was known the
//! year before. A plot of forecast and truth is written as PNG and as SVG.
//!
//! `data/sunspots.txt` has a line for each year from 1749 to 1983 with the mean relative sunspot number of each month:
//! R's data set `sunspots`, from D. F. Andrews and A. M. Herzberg, "Data" (1985); collected at the Swiss Federal
//! Observatory, Zurich, until 1960, then at Tokyo Astronomical Observatory.
//!
//! `cargo run --release --example sunspots 40` learns for 40 epochs.

mod output;

use std::error::Error;

use keras::prelude::*;
use keras::utils::{Scale, save_img, timeseries_dataset_from_array};
use ndarray::{Array2, Array3, ArrayView1, ArrayView2, s};
use output::println;
use plotters::coord::Shift;
use plotters::prelude::*;

/// The months that the network reads: about one cycle.
const PAST: usize = 11 * 12;
/// The months that it says in advance.
const AHEAD: usize = 12;
/// The years that it is tested on.
const TESTED: usize = 20;
/// The year after the last.
const END: usize = 1984;
/// The plot, in pixels: width and height.
const SIZE: (u32, u32) = (900, 420);

fn main() -> Result<(), Box<dyn Error>> {
    keras::set_random_seed(7);
    let epochs = std::env::args().nth(1).map_or(Ok(15), |epochs| epochs.parse())?;

    // A network learns best from numbers of about 1, so it counts in hundreds.
    let months: Vec<f32> =
        include_str!("data/sunspots.txt").split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let series = Array2::from_shape_vec((months.len(), 1), months)? / 100.0;
    // Month by month, the year that begins there: what is to be said.
    let years = timeseries_dataset_from_array(&series.column(0), AHEAD).sequences()?;

    // Every window of eleven years that ends, with the year that follows, before the test begins.
    let split = series.nrows() - 12 * TESTED;
    let known = series.slice(s![..split - AHEAD, ..]);
    let train = timeseries_dataset_from_array(&known, PAST).with_targets(&years.slice(s![PAST.., ..]))?;
    // One window for each year of the test, the eleven years before it.
    let test = timeseries_dataset_from_array(&series.slice(s![split - PAST.., ..]), PAST)
        .sequence_stride(AHEAD)
        .with_targets(&years.slice(s![split.., ..]))?;

    let model = sequential![LSTM(32, input = (PAST, 1)), Dense(AHEAD)];
    println!("{}\n", model.summary());
    let mut model = model.compile(Adam::new(0.003), MeanSquaredError::default(), metrics![mae]);
    model.fit(&train.x, &train.y, Fit::epochs(epochs).batch_size(32))?;

    let forecast = model.predict(&test.x)?;
    // Whoever knows nothing says that it stays as in the last month, or that it will be as eleven years ago.
    let (stays, returns) = (test.x.slice(s![.., PAST - 1, ..]), test.x.slice(s![.., ..AHEAD, 0]));
    let stays = stays.broadcast(forecast.dim()).expect("one month becomes twelve");
    let wrong_by = |said: ArrayView2<'_, f32>| 100.0 * (&said - &test.y).abs().mean().unwrap_or(f32::NAN);
    println!("\nHow far off the forecasts for {TESTED} years are, on average:");
    println!("    the network              {:5.1} spots", wrong_by(forecast.view()));
    println!("    all as in the last month {:5.1} spots", wrong_by(stays));
    println!("    all as eleven years ago  {:5.1} spots", wrong_by(returns));

    let (truth, forecast) = (100.0 * test.y.flatten(), 100.0 * forecast.flatten());
    let folder = std::env::temp_dir();
    let (svg, png) = (folder.join("sunspots.svg"), folder.join("sunspots.png"));
    draw(&SVGBackend::new(&svg, SIZE).into_drawing_area(), &BLACK, truth.view(), forecast.view())?;
    // Letters in a picture of pixels would need a font, which not every machine has.
    let mut pixels = vec![0; 3 * SIZE.0 as usize * SIZE.1 as usize];
    let area = BitMapBackend::with_buffer(&mut pixels, SIZE).into_drawing_area();
    draw(&area, &TRANSPARENT, truth.view(), forecast.view())?;
    drop(area);
    let pixels = Array3::from_shape_vec((SIZE.1 as usize, SIZE.0 as usize, 3), pixels)?;
    save_img(&png, &pixels, Scale::Bytes)?;
    println!("\nThe sun in grey, the forecasts in red: {} and {}", svg.display(), png.display());
    Ok(())
}

/// Draws what was seen and what was said, month by month, with letters in a colour.
fn draw<B: DrawingBackend<ErrorType: 'static>>(
    area: &DrawingArea<B, Shift>,
    letters: &impl Color,
    truth: ArrayView1<'_, f32>,
    forecast: ArrayView1<'_, f32>,
) -> Result<(), Box<dyn Error>> {
    area.fill(&WHITE)?;
    let letters = ("sans-serif", 15).into_font().color(letters);
    let (begin, end) = ((END - TESTED) as f32, END as f32);
    let mut chart = ChartBuilder::on(area)
        .margin(20)
        .set_left_and_bottom_label_area_size(45)
        .build_cartesian_2d(begin..end, 0.0..200f32)?;
    chart
        .configure_mesh()
        .label_style(letters)
        .x_labels(TESTED / 2)
        .x_label_formatter(&|year| format!("{year:.0}"))
        .y_desc("sunspots")
        .light_line_style(TRANSPARENT)
        .draw()?;
    for (series, colour) in [(truth, RGBColor(150, 150, 150)), (forecast, RED)] {
        let points = series.iter().enumerate().map(|(month, &spots)| (begin + month as f32 / 12.0, spots));
        chart.draw_series(LineSeries::new(points, colour.stroke_width(2)))?;
    }
    area.present()?;
    Ok(())
}
