//! Grad-CAM, after [Keras's example](https://keras.io/examples/vision/grad_cam/): where in the image a convolutional network
//! looks.
//!
//! The gradient of a class by the output of a convolution in the middle says how much each channel counts there. Writes an
//! SVG: digits, and below them what speaks for their class.
//!
//! Source: Selvaraju et al., "Grad-CAM: visual explanations from deep networks" (2016).

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use std::error::Error;

use keras::prelude::*;
use keras::training::GradientTape;
use ndarray::{Array2, ArrayView2, s};
use output::println;
use plotters::prelude::*;

/// Number of digits in the picture.
const SHOWN: usize = 8;
/// The size of a pixel of theirs in the picture.
const ZOOM: i32 = 12;

sequential! {
    struct Classifier {
        Reshape((8, 8, 1), input = 64),
        Conv2D(16, 3, activation = relu, padding = same),
        Conv2D(32, 3, activation = relu, padding = same, name = last_conv),
        GlobalAveragePooling2D(),
        Dense(10, activation = softmax),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    keras::set_random_seed(7);
    let (train, test) = datasets::digits::load();

    let model = Classifier::new();
    let mut model =
        model.compile(Adam::new(0.003), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    model.fit(&train.x, &train.y, Fit::epochs(15).verbose(0))?;
    println!("Test set: {}", model.evaluate(&test.x, &test.y)?);

    let path = std::env::temp_dir().join("grad_cam.svg");
    let size = (SHOWN as u32 * 8 * ZOOM as u32, 2 * 8 * ZOOM as u32);
    let area = SVGBackend::new(&path, size).into_drawing_area();
    for number in 0..SHOWN {
        let image = test.x.slice(s![number..=number, ..]);
        let (class, heat) = grad_cam(model.model(), image)?;
        println!("Image {number}: a {}, taken for a {class}", test.y[number]);
        for ((y, x), &heat) in heat.indexed_iter() {
            let grey = (255.0 * (1.0 - image[[0, 8 * y + x]])) as u8;
            let (left, top) = ((8 * number + x) as i32 * ZOOM, y as i32 * ZOOM);
            let square = |top, color| {
                let square =
                    Rectangle::new([(left, top), (left + ZOOM, top + ZOOM)], RGBColor::filled(&color));
                area.draw(&square)
            };
            square(top, RGBColor(grey, grey, grey))?;
            // From blue to red.
            square(top + 8 * ZOOM, RGBColor((255.0 * heat) as u8, grey / 3, (255.0 * (1.0 - heat)) as u8))?;
        }
    }
    area.present()?;
    println!("\nWhere the network looks: {}", path.display());
    Ok(())
}

/// The class of an image, and how much each place of it speaks for that, from 0 to 1.
fn grad_cam(model: &Classifier, image: ArrayView2<'_, f32>) -> keras::Result<(usize, Array2<f32>)> {
    // Layer by layer; the output of the convolution is watched.
    let tape = GradientTape::new();
    let mut y = tape.array(image);
    let mut maps = y.clone();
    for layer in model.nodes() {
        y = layer.call(&[y], tape.pass()).tensor(0);
        if layer.name() == "last_conv" {
            y = tape.watch(&y);
            maps = y.clone();
        }
    }
    let class = K::argmax_axis(&y, -1).item() as usize;
    let gradient = tape.gradient(&K::part(&y, class, &[]), &maps)?;

    // A channel counts by its mean gradient; what speaks against the class is left out.
    let channels = K::mean_axis(&K::mean_axis(&gradient, 1), 1);
    let heat = K::relu(&K::sum_axis(&(&maps * K::reshape(&channels, &[1, 1, 1, -1])), -1));
    let heat = &heat / (K::max(&heat) + 1e-7);
    tape.check()?;
    Ok((class, heat.read(|heat| Array2::from_shape_fn((8, 8), |(y, x)| heat[8 * y + x]))))
}
