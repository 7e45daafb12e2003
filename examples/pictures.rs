//! Pictures of a training: the model, its learning curves, what is taken for what, an ROC curve, samples and kernels.
//!
//! `cargo run --release --example pictures --features plot -- FOLDER` writes them into a folder, else into a temporary one.

// `println!` that ends the program quietly when the reader of a pipe has gone, as in `digits | head -1`.
mod output;

use std::path::PathBuf;

use keras::metrics::{confusion_matrix, roc_curve};
use keras::prelude::*;
use keras::utils::{ImageGallery, PlotModel, plot_image_gallery, plot_model};
use ndarray::{Array4, s};
use output::println;

sequential! {
    struct Digits {
        Reshape((8, 8, 1), input = 64),
        Conv2D(16, 3, activation = relu, name = conv),
        MaxPooling2D(2),
        Flatten(),
        Dense(32, activation = relu),
        Dropout(0.3),
        Dense(10, activation = softmax),
    }
}

fn main() -> keras::Result<()> {
    keras::set_random_seed(7);
    let folder = std::env::args().nth(1).map_or_else(std::env::temp_dir, PathBuf::from);
    let picture = |name: &str| folder.join(name);
    let (train, test) = datasets::digits::load();

    let model = Digits::new();
    plot_model(&model, picture("model.png"), PlotModel::new().show_shapes(true).dpi(120))?;

    let mut model =
        model.compile(Adam::default(), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
    let history = model.fit(&train.x, &train.y, Fit::epochs(25).validation_split(0.1).verbose(0))?;
    println!("{}\n", history.trend());
    history.plot(picture("history.png"))?;

    let probabilities = model.predict(&test.x)?;
    let matrix = confusion_matrix(&test.y, probabilities.rows())?;
    println!("{matrix}\n");
    matrix.plot(picture("confusion_matrix.png"))?;

    // Eights against all others.
    let eights = test.y.mapv(|class| u8::from(class == 8));
    let curve = roc_curve(&eights, probabilities.column(8))?;
    println!("area under the ROC curve of the eights: {:.4}", curve.auc());
    curve.plot(picture("roc.png"))?;

    let samples = test.x.slice(s![..40, ..]).to_owned().into_shape_with_order((40, 8, 8, 1));
    plot_image_gallery(
        &samples.expect("64 pixels"),
        picture("samples.png"),
        ImageGallery::new().cols(10).scale(6),
    )?;
    let kernels = model.model().conv.get_weight("kernel")?.permuted_axes(vec![3, 0, 1, 2]);
    let kernels: Array4<f32> = kernels.into_dimensionality().expect("four axes");
    plot_image_gallery(&kernels, picture("kernels.png"), ImageGallery::new().scale(16))?;
    println!("pictures in {}", folder.display());
    Ok(())
}
