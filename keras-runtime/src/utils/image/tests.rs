//! Images in files and folders that the tests write.

use std::fs;

use image::{ImageFormat, RgbImage, RgbaImage};
use ndarray::{Array3, array, s};
use tempfile::TempDir;

use super::*;
use crate::utils::{Binary, Categorical, Int, Scale, save_img};

/// A picture of which any two pixels differ.
fn picture(height: usize, width: usize, channels: usize) -> Array3<u8> {
    Array3::from_shape_fn((height, width, channels), |(i, j, k)| (i * 37 + j * 11 + k * 101) as u8)
}

fn red(tone: u8) -> Array3<u8> {
    let mut image = Array3::zeros((2, 2, 3));
    image.slice_mut(s![.., .., 0]).fill(tone);
    image
}

/// A directory of PNG files, each of a tone of red.
fn directory(files: &[(&str, u8)]) -> TempDir {
    let directory = TempDir::new().unwrap();
    for (path, tone) in files {
        save_img(directory.path().join(path), &red(*tone), Scale::Bytes).unwrap();
    }
    directory
}

/// Five images in two classes, whose tones tell them apart.
fn cats_and_dogs() -> TempDir {
    directory(&[
        ("dog/a.png", 10),
        ("cat/b.png", 20),
        ("cat/c/a.png", 30),
        ("cat/c.png", 25),
        ("cat/a.PNG", 15),
    ])
}

fn images(directory: &TempDir) -> ImagesFromDirectory<Int> {
    image_dataset_from_directory(directory.path()).image_size(3, 2)
}

fn tones<Y>(data: &ImageDataset<Y>) -> Vec<f32> {
    data.x.slice(s![.., 0, 0, 0]).to_vec()
}

#[test]
fn every_lossless_format_gives_the_pixels_it_was_given() {
    let folder = TempDir::new().unwrap();
    let pixels = picture(5, 4, 3);
    let image = RgbImage::from_raw(4, 5, pixels.iter().copied().collect()).unwrap();
    for format in [ImageFormat::Png, ImageFormat::Bmp] {
        // The name says nothing.
        let path = folder.path().join("picture.gif");
        image.save_with_format(&path, format).unwrap();
        assert_eq!(load_img(&path, ColorMode::Rgb).unwrap(), pixels, "{format:?}");
    }
}

#[test]
fn jpeg_and_gif_are_read_within_what_they_lose() {
    let folder = TempDir::new().unwrap();
    for format in [ImageFormat::Jpeg, ImageFormat::Gif] {
        let path = folder.path().join("picture");
        let image = RgbaImage::from_pixel(9, 8, image::Rgba([200, 100, 50, 255]));
        match format {
            ImageFormat::Jpeg => {
                image::DynamicImage::from(image).into_rgb8().save_with_format(&path, format).unwrap();
            }
            _ => image.save_with_format(&path, format).unwrap(),
        }
        let found = load_img(&path, ColorMode::Rgb).unwrap();
        assert_eq!(found.dim(), (8, 9, 3));
        for (found, expected) in found.iter().zip([200, 100, 50].into_iter().cycle()) {
            assert!(found.abs_diff(expected) <= 3, "{format:?}: {found} for {expected}");
        }
    }
}

#[test]
fn colours_become_grey_as_pillow_weighs_them() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("x.png");
    save_img(&path, &array![[[255, 0, 0], [0, 255, 0], [0, 0, 255], [10, 20, 30], [7, 7, 7]]], Scale::Bytes)
        .unwrap();
    let grey = load_img(&path, ColorMode::Grayscale).unwrap();
    // `PIL.Image.convert("L")`, whose weights are 19595, 38470 and 7471 of 65536.
    assert_eq!(grey, array![[[76], [150], [29], [18], [7]]]);
}

#[test]
fn grey_has_equal_colours_and_what_has_no_opacity_is_opaque() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("x.png");
    save_img(&path, &array![[[3], [250]]], Scale::Bytes).unwrap();
    let opaque = load_img(&path, ColorMode::Rgba).unwrap();
    assert_eq!(opaque, array![[[3, 3, 3, 255], [250, 250, 250, 255]]]);
    save_img(&path, &array![[[1, 2, 3, 4]]], Scale::Bytes).unwrap();
    assert_eq!(load_img(&path, ColorMode::Rgba).unwrap(), array![[[1, 2, 3, 4]]]);
    assert_eq!(load_img(&path, ColorMode::Rgb).unwrap(), array![[[1, 2, 3]]]);
}

#[test]
fn a_damaged_file_cut_off_anywhere_is_an_error_that_names_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("x.png");
    save_img(&path, &picture(9, 9, 3), Scale::Bytes).unwrap();
    let file = fs::read(&path).unwrap();
    let data_end = file.windows(4).position(|bytes| bytes == b"IEND").unwrap() - 8;
    for length in (0..data_end).step_by(5) {
        fs::write(&path, &file[..length]).unwrap();
        let error = load_img(&path, ColorMode::Rgb).unwrap_err();
        assert_eq!(error.place(), path.display().to_string());
        assert!(error.to_string().contains("cannot be read as an image"), "{error}");
    }
    assert!(load_img(folder.path().join("none.png"), ColorMode::Rgb).is_err());
}

#[test]
fn resized_images_are_those_of_keras() {
    // The first channel of `keras.ops.image.resize(picture, (2, 9), interpolation)` of Keras 3.15 on JAX.
    let expected = [
        (Interpolation::Nearest, NEAREST),
        (Interpolation::Bilinear, BILINEAR),
        (Interpolation::Bicubic, BICUBIC),
        (Interpolation::Lanczos3, LANCZOS3),
        (Interpolation::Lanczos5, LANCZOS5),
    ];
    for (interpolation, expected) in expected {
        let found = resize(&picture(4, 5, 2), (2, 9), interpolation).unwrap();
        for (found, expected) in found.slice(s![.., .., 0]).iter().zip(expected.as_flattened()) {
            assert!((found - expected).abs() < 2e-3, "{interpolation:?}: {found} for {expected}");
        }
        let same = resize(&picture(4, 5, 2), (4, 5), interpolation).unwrap();
        assert!(
            same.iter().zip(&picture(4, 5, 2)).all(|(&found, &byte)| (found - f32::from(byte)).abs() < 1e-3)
        );
    }
}

const NEAREST: [[f32; 9]; 2] = [
    [37.0, 37.0, 48.0, 48.0, 59.0, 70.0, 70.0, 81.0, 81.0],
    [111.0, 111.0, 122.0, 122.0, 133.0, 144.0, 144.0, 155.0, 155.0],
];
const BILINEAR: [[f32; 9]; 2] = [
    [18.5, 22.167, 28.278, 34.389, 40.5, 46.611, 52.722, 58.833, 62.5],
    [92.5, 96.167, 102.278, 108.389, 114.5, 120.611, 126.722, 132.833, 136.5],
];
const BICUBIC: [[f32; 9]; 2] = [
    [14.34, 17.89, 24.9, 31.124, 37.235, 43.346, 49.571, 56.58, 60.131],
    [94.869, 98.42, 105.429, 111.654, 117.765, 123.876, 130.1, 137.11, 140.66],
];
const LANCZOS3: [[f32; 9]; 2] = [
    [12.837, 16.049, 23.189, 30.335, 35.751, 41.166, 48.312, 55.452, 58.664],
    [96.336, 99.548, 106.688, 113.834, 119.249, 124.665, 131.811, 138.951, 142.163],
];
const LANCZOS5: [[f32; 9]; 2] = [
    [15.258, 18.338, 25.293, 34.388, 38.231, 42.075, 51.169, 58.125, 61.205],
    [93.795, 96.875, 103.831, 112.925, 116.769, 120.612, 129.707, 136.662, 139.742],
];

#[test]
fn no_pixels_cannot_be_resized() {
    let error =
        |image: Array3<u8>, size| resize(&image, size, Interpolation::Nearest).unwrap_err().to_string();
    assert!(error(Array3::zeros((0, 1, 1)), (1, 1)).contains("found 0 × 1 × 1 to be 1 × 1"));
    assert!(error(Array3::zeros((1, 1, 1)), (1, 0)).contains("found 1 × 1 × 1 to be 1 × 0"));
}

#[test]
fn classes_are_folders_by_name_and_files_come_by_path() {
    let directory = cats_and_dogs();
    fs::write(directory.path().join("cat/notes.txt"), "no image").unwrap();
    fs::create_dir(directory.path().join(".hidden")).unwrap();
    let data = images(&directory).shuffle(false).load().unwrap();
    assert_eq!(data.class_names, ["cat", "dog"]);
    assert_eq!(data.y.to_vec(), [0, 0, 0, 0, 1]);
    assert_eq!(tones(&data), [15.0, 20.0, 25.0, 30.0, 10.0]);
    assert_eq!(data.x.dim(), (5, 3, 2, 3));
    assert_eq!(data.file_paths[3], directory.path().join("cat/c/a.png"));
}

#[test]
fn class_names_choose_and_order_the_classes() {
    let directory = directory(&[("a/1.png", 1), ("b/2.png", 2), ("c/3.png", 3)]);
    let data = images(&directory).class_names(["c", "a"]).shuffle(false).load().unwrap();
    assert_eq!((tones(&data), data.y.to_vec()), (vec![3.0, 1.0], vec![0, 1]));
    let error = images(&directory).class_names(["d"]).load().unwrap_err().to_string();
    assert!(error.ends_with("expected a folder `d`, found a, b, c"), "{error}");
}

#[test]
fn labels_are_indices_or_one_hot_or_one_of_two() {
    let directory = cats_and_dogs();
    let images = images(&directory).shuffle(false);
    let one_hot = images.clone().label_mode(Categorical).load().unwrap().y;
    assert_eq!(one_hot, array![[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]);
    let binary = images.clone().label_mode(Binary).load().unwrap().y;
    assert_eq!(binary, array![[0.0], [0.0], [0.0], [0.0], [1.0]]);
    let error = images.class_names(["cat"]).label_mode(Binary).load().unwrap_err().to_string();
    assert!(error.ends_with("expected 2 classes for labels that are `Binary`, found 1"), "{error}");
}

#[test]
fn a_seed_shuffles_and_splits_as_keras_does() {
    let files: Vec<_> =
        (0..7u8).map(|tone| (format!("{}/{tone}.png", if tone < 4 { "a" } else { "b" }), tone)).collect();
    let directory = directory(&files.iter().map(|(path, tone)| (&path[..], *tone)).collect::<Vec<_>>());
    let split = images(&directory).seed(7).validation_split(0.3);
    let (train, validation) = split.clone().both().unwrap();
    // `index_directory(..., shuffle=True, seed=7)` of Keras 3.15, of which the last int(0.3 * 7) validate.
    assert_eq!((tones(&train), tones(&validation)), (vec![2.0, 5.0, 0.0, 6.0, 3.0], vec![1.0, 4.0]));
    assert_eq!(train.y.to_vec(), [0, 1, 0, 1, 0]);
    assert_eq!((split.clone().training().unwrap(), split.validation().unwrap()), (train, validation));
}

#[test]
fn a_part_of_images_in_any_order_needs_a_seed() {
    let directory = cats_and_dogs();
    let split = images(&directory).validation_split(0.5);
    assert!(split.clone().training().unwrap_err().to_string().contains("help: give a `seed`"));
    assert!(split.both().is_ok());
    assert!(images(&directory).shuffle(false).validation_split(0.5).validation().is_ok());
}

#[test]
fn a_part_without_images_is_an_error() {
    let directory = cats_and_dogs();
    let error = |fraction| images(&directory).validation_split(fraction).both().unwrap_err().to_string();
    assert!(error(0.1).contains("expected images to validate on in the folders of the classes, found none"));
    for fraction in [0.0, 1.0, f64::NAN] {
        assert!(error(fraction).contains("`validation_split`: expected a number between 0 and 1, found"));
    }
}

#[test]
fn a_directory_without_images_is_an_error() {
    let empty = TempDir::new().unwrap();
    assert!(images(&empty).load().unwrap_err().to_string().contains("expected images in the folders"));
    let error = image_dataset_from_directory("no such directory").load().unwrap_err();
    assert!(error.to_string().starts_with("no such directory: cannot be listed"), "{error}");
}

#[test]
fn a_damaged_image_is_an_error_that_names_the_file() {
    let directory = cats_and_dogs();
    let path = directory.path().join("cat/b.png");
    fs::write(&path, "no image").unwrap();
    assert_eq!(images(&directory).load().unwrap_err().place(), path.display().to_string());
}

#[test]
fn a_size_of_nothing_or_of_too_much_is_an_error() {
    let directory = cats_and_dogs();
    for size in [0, 1 << 40] {
        let error = images(&directory).image_size(size, 1 << 30).load().unwrap_err().to_string();
        assert!(
            error.contains(&format!("5 images of {size} × 1073741824 pixels are none, or too many")),
            "{error}"
        );
    }
}

#[test]
fn cropped_and_padded_images_are_those_of_keras() {
    let directory = TempDir::new().unwrap();
    save_img(directory.path().join("a/picture.png"), &picture(4, 5, 3), Scale::Bytes).unwrap();
    let images = image_dataset_from_directory(directory.path()).image_size(6, 3);
    // `keras.ops.image.resize(picture, (6, 3), crop_to_aspect_ratio=True)`, or `pad_...`, of Keras 3.15 on JAX.
    for (data, expected) in [
        (images.clone().crop_to_aspect_ratio().load().unwrap(), CROPPED),
        (images.pad_to_aspect_ratio().load().unwrap(), PADDED),
    ] {
        for (found, expected) in data.x.slice(s![0, .., .., 0]).iter().zip(expected.as_flattened()) {
            assert!((found - expected).abs() < 2e-3, "{found} for {expected}");
        }
    }
}

const CROPPED: [[f32; 3]; 6] = [
    [11.0, 16.5, 22.0],
    [29.5, 35.0, 40.5],
    [54.167, 59.667, 65.167],
    [78.833, 84.333, 89.833],
    [103.5, 109.0, 114.5],
    [122.0, 127.5, 133.0],
];
const PADDED: [[f32; 3]; 6] = [
    [0.0, 0.0, 0.0],
    [0.0, 0.0, 0.0],
    [28.333, 46.667, 65.0],
    [90.0, 108.333, 126.667],
    [0.0, 0.0, 0.0],
    [0.0, 0.0, 0.0],
];

#[test]
fn a_stream_reads_the_images_of_each_pass_in_batches() {
    let directory = cats_and_dogs();
    let whole = images(&directory).shuffle(false).load().unwrap();
    let stream = images(&directory).shuffle(false).stream(2).unwrap();
    assert_eq!((stream.class_names, stream.dataset.len()), (whole.class_names.clone(), Some(3)));
    let read = |stream: ImageStream<Int>| {
        let mut identity = crate::model::Sequential::new();
        identity.add(keras_macros::layer! { (keras) Rescaling(1.0, input = (3, 2, 3)) }).unwrap();
        let x = stream.dataset.map(|(x, _)| x);
        crate::training::Compile::predict_batches(&identity, x, crate::training::Predict::new()).unwrap()
    };
    assert_eq!(read(images(&directory).shuffle(false).stream(2).unwrap()), whole.x.into_dyn());
    let (train, validation) = images(&directory).seed(7).validation_split(0.4).stream_both(2).unwrap();
    let (whole_train, whole_validation) = images(&directory).seed(7).validation_split(0.4).both().unwrap();
    assert_eq!(read(validation), whole_validation.x.into_dyn());
    assert_eq!(read(train).len(), whole_train.x.len());
    let error = images(&directory).stream(0).unwrap_err().to_string();
    assert_eq!(error, "`image_dataset_from_directory`, batch_size: expected 1 or more, found 0");

    fs::write(directory.path().join("dog/b.png"), "no image").unwrap();
    let damaged = images(&directory).shuffle(false).stream(2).unwrap();
    let mut identity = crate::model::Sequential::new();
    identity.add(keras_macros::layer! { (keras) Rescaling(1.0, input = (3, 2, 3)) }).unwrap();
    let x = damaged.dataset.map(|(x, _)| x);
    let error = crate::training::Compile::predict_batches(&identity, x, crate::training::Predict::new());
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with("`predict`, batch 3, ") && error.contains("b.png"), "{error}");
}
