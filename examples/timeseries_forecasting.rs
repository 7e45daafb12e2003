//! Time series forecasting: an LSTM predicts the next 12 months of a series from the last 132.
//!
//! The series is the monthly number of sunspots since 1749, which has a cycle of about eleven years. The last twenty years
//! are the test set: each is forecast from the eleven years before it. A plot of forecast and truth is written as PNG and
//! as SVG.
//!
//! `data/sunspots.txt` has a line for each year from 1749 to 1983 with the mean relative sunspot number of each month:
//! R's data set `sunspots`, from D. F. Andrews and A. M. Herzberg, "Data" (1985); collected at the Swiss Federal
//! Observatory, Zurich, until 1960, then at Tokyo Astronomical Observatory.
//!
//! `cargo run --release --example timeseries_forecasting 40` trains for 40 epochs.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use std::error::Error;

use keras::prelude::*;
use keras::utils::{Scale, save_img, timeseries_dataset_from_array};
use ndarray::{Array2, Array3, ArrayView1, ArrayView2, s};
use output::println;
use plotters::coord::Shift;
use plotters::prelude::*;

/// Length of the input window in months: about one cycle.
const PAST: usize = 11 * 12;
/// Forecast horizon in months.
const AHEAD: usize = 12;
/// Years of the test set.
const TESTED: usize = 20;
/// The year after the last.
const END: usize = 1984;
/// The plot, in pixels: width and height.
const SIZE: (u32, u32) = (900, 420);

fn main() -> Result<(), Box<dyn Error>> {
    keras::set_random_seed(7);
    let epochs = std::env::args().nth(1).map_or(Ok(15), |epochs| epochs.parse())?;

    // Scaled to values of about 1.
    let months: Vec<f32> =
        include_str!("data/sunspots.txt").split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let series = Array2::from_shape_vec((months.len(), 1), months)? / 100.0;
    // The targets: for each month, the twelve months from there on.
    let years = timeseries_dataset_from_array(&series.column(0), AHEAD).sequences()?;

    // All windows that end, with their targets, before the test set begins.
    let split = series.nrows() - 12 * TESTED;
    let known = series.slice(s![..split - AHEAD, ..]);
    let train = timeseries_dataset_from_array(&known, PAST).with_targets(&years.slice(s![PAST.., ..]))?;
    // One window for each year of the test set.
    let test = timeseries_dataset_from_array(&series.slice(s![split - PAST.., ..]), PAST)
        .sequence_stride(AHEAD)
        .with_targets(&years.slice(s![split.., ..]))?;

    let model = sequential![LSTM(32, input = (PAST, 1)), Dense(AHEAD)];
    println!("{}\n", model.summary());
    let mut model = model.compile(Adam::new(0.003), MeanSquaredError::default(), metrics![mae]);
    model.fit(&train.x, &train.y, Fit::epochs(epochs).batch_size(32))?;

    let forecast = model.predict(&test.x)?;
    // Baselines: persistence (the last month repeated) and seasonal (eleven years ago).
    let (persistence, seasonal) = (test.x.slice(s![.., PAST - 1, ..]), test.x.slice(s![.., ..AHEAD, 0]));
    let persistence = persistence.broadcast(forecast.dim()).expect("one month becomes twelve");
    let mean_absolute_error =
        |forecast: ArrayView2<'_, f32>| 100.0 * (&forecast - &test.y).abs().mean().unwrap_or(f32::NAN);
    println!("\nMean absolute error over {TESTED} years:");
    println!("    LSTM                  {:5.1} spots", mean_absolute_error(forecast.view()));
    println!("    persistence baseline  {:5.1} spots", mean_absolute_error(persistence));
    println!("    seasonal baseline     {:5.1} spots", mean_absolute_error(seasonal));

    let (truth, forecast) = (100.0 * test.y.flatten(), 100.0 * forecast.flatten());
    let folder = std::env::temp_dir();
    let (svg, png) = (folder.join("timeseries_forecasting.svg"), folder.join("timeseries_forecasting.png"));
    draw(&SVGBackend::new(&svg, SIZE).into_drawing_area(), &BLACK, truth.view(), forecast.view())?;
    // Labels in a PNG would need a font, which not every machine has.
    let mut pixels = vec![0; 3 * SIZE.0 as usize * SIZE.1 as usize];
    let area = BitMapBackend::with_buffer(&mut pixels, SIZE).into_drawing_area();
    draw(&area, &TRANSPARENT, truth.view(), forecast.view())?;
    drop(area);
    let pixels = Array3::from_shape_vec((SIZE.1 as usize, SIZE.0 as usize, 3), pixels)?;
    save_img(&png, &pixels, Scale::Bytes)?;
    println!("\nTruth in grey, forecast in red: {} and {}", svg.display(), png.display());
    Ok(())
}

/// Plots truth and forecast by month, with labels in a colour.
fn draw<B: DrawingBackend<ErrorType: 'static>>(
    area: &DrawingArea<B, Shift>,
    labels: &impl Color,
    truth: ArrayView1<'_, f32>,
    forecast: ArrayView1<'_, f32>,
) -> Result<(), Box<dyn Error>> {
    area.fill(&WHITE)?;
    let labels = ("sans-serif", 15).into_font().color(labels);
    let (begin, end) = ((END - TESTED) as f32, END as f32);
    let mut chart = ChartBuilder::on(area)
        .margin(20)
        .set_left_and_bottom_label_area_size(45)
        .build_cartesian_2d(begin..end, 0.0..200f32)?;
    chart
        .configure_mesh()
        .label_style(labels)
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
