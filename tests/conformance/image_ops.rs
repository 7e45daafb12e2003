use crate::calls;
use keras::autodiff::Tensor;
use keras::backend::{self as K, FillMode, Filter, Interpolation};
use keras::layers::Padding;

fn call(source: &str, x: &[Tensor]) -> Vec<Tensor> {
    use Interpolation::{Bilinear, Nearest};
    let coordinates = |interpolation, fill_mode| K::map_coordinates(&x[0], &x[1], interpolation, fill_mode);
    // The last two numbers are 0.
    let transform = || K::concatenate(&[x[1].clone(), K::zeros(x[1].tape(), &[2, 2])], 1);
    let affine =
        |interpolation, fill_mode| K::affine_transform(&x[0], &transform(), interpolation, fill_mode);
    let first = |x: &Tensor, shape: &[usize]| K::part(x, 0, shape);
    let y = match source {
        "image.rgb_to_grayscale(x)" | "image.rgb_to_grayscale(one)" => K::rgb_to_grayscale(&x[0]),
        "image.rgb_to_hsv(c)" => K::rgb_to_hsv(&x[0]),
        "image.hsv_to_rgb(c)" => K::hsv_to_rgb(&x[0]),
        "image.gaussian_blur(x, data_format=\"channels_last\")" => {
            K::gaussian_blur(&x[0], [3, 3], [1.0, 1.0])
        }
        "image.gaussian_blur(y, kernel_size=(5, 3), sigma=(0.7, 2.0), data_format=\"channels_last\")" => {
            K::gaussian_blur(&x[0], [5, 3], [0.7, 2.0])
        }
        "image.gaussian_blur(one, kernel_size=(4, 2), data_format=\"channels_last\")" => {
            K::gaussian_blur(&x[0], [4, 2], [1.0, 1.0])
        }
        "image.sobel_edges(x)" => K::sobel_edges(&x[0]),
        "image.ssim(c, d, filter_size=3)" => K::ssim(&x[0], &x[1], 1.0, 3, 1.5, [0.01, 0.03]),
        "image.ssim(y, z, max_val=2.0, filter_size=5, filter_sigma=0.8, k1=0.1, k2=0.2)" => {
            K::ssim(&x[0], &x[1], 2.0, 5, 0.8, [0.1, 0.2])
        }
        "image.extract_patches(x, 2)" => K::extract_patches(&x[0], [2, 2], [2, 2], Padding::Valid, [1, 1]),
        "image.extract_patches(x, (2, 3), strides=(1, 2), padding=\"same\")" => {
            K::extract_patches(&x[0], [2, 3], [1, 2], Padding::Same, [1, 1])
        }
        "image.extract_patches(y, (3, 2), strides=1, dilation_rate=2)" => {
            K::extract_patches(&x[0], [3, 2], [1, 1], Padding::Valid, [2, 2])
        }
        "image.extract_patches_3d(v, (2, 1, 2), strides=1, padding=\"same\")" => {
            K::extract_patches(&x[0], [2, 1, 2], [1, 1, 1], Padding::Same, [1, 1, 1])
        }
        "image.map_coordinates(m, p, 1)" => coordinates(Bilinear, FillMode::Constant(0.0)),
        "image.map_coordinates(m, p, 0, fill_mode=\"nearest\")" => coordinates(Nearest, FillMode::Nearest),
        "image.map_coordinates(m, p, 1, fill_mode=\"constant\", fill_value=0.5)" => {
            coordinates(Bilinear, FillMode::Constant(0.5))
        }
        "image.map_coordinates(m, p, 1, fill_mode=\"nearest\")" => coordinates(Bilinear, FillMode::Nearest),
        "image.map_coordinates(m, p, 1, fill_mode=\"wrap\")" => coordinates(Bilinear, FillMode::Wrap),
        "image.map_coordinates(m, p, 1, fill_mode=\"mirror\")" => coordinates(Bilinear, FillMode::Mirror),
        "image.map_coordinates(m, p, 1, fill_mode=\"reflect\")" => coordinates(Bilinear, FillMode::Reflect),
        "image.affine_transform(x, concatenate([u, zeros((2, 2))], axis=1))" => {
            affine(Bilinear, FillMode::Constant(0.0))
        }
        "image.affine_transform(x, concatenate([u, zeros((2, 2))], axis=1), fill_mode=\"reflect\")" => {
            affine(Bilinear, FillMode::Reflect)
        }
        "image.affine_transform(y, concatenate([u, zeros((2, 2))], axis=1)[0], interpolation=\"nearest\", fill_mode=\"wrap\")" => {
            K::affine_transform(&x[0], &first(&transform(), &[8]), Nearest, FillMode::Wrap)
        }
        "image.affine_transform(one, concatenate([u, zeros((2, 2))], axis=1), fill_mode=\"mirror\", fill_value=0.5)" => {
            affine(Bilinear, FillMode::Mirror)
        }
        "image.perspective_transform(x, s, e)" => {
            K::perspective_transform(&x[0], &x[1], &x[2], Bilinear, 0.0)
        }
        "image.perspective_transform(one, s, e, fill_value=0.5)" => {
            K::perspective_transform(&x[0], &x[1], &x[2], Bilinear, 0.5)
        }
        "image.perspective_transform(y, s[0], e[0], interpolation=\"nearest\")" => {
            let [s, e] = [1, 2].map(|i| first(&x[i], &[4, 2]));
            K::perspective_transform(&x[0], &s, &e, Nearest, 0.0)
        }
        "image.scale_and_translate(x, (2, 7, 3, 3), array([1.5, 0.7]), array([0.3, -0.2]), (1, 2), \"linear\")" => {
            K::scale_and_translate(
                &x[0],
                &[2, 7, 3, 3],
                &[1.5, 0.7],
                &[0.3, -0.2],
                &[1, 2],
                Filter::Linear,
                true,
            )
        }
        "image.scale_and_translate(x, (2, 3, 9, 3), array([0.5, 2.0]), array([-0.5, 1.0]), (1, 2), \"cubic\", antialias=False)" => {
            K::scale_and_translate(
                &x[0],
                &[2, 3, 9, 3],
                &[0.5, 2.0],
                &[-0.5, 1.0],
                &[1, 2],
                Filter::Cubic,
                false,
            )
        }
        "image.scale_and_translate(y, (4, 6, 2), array([0.6]), array([0.0]), (0,), \"lanczos3\")" => {
            K::scale_and_translate(&x[0], &[4, 6, 2], &[0.6], &[0.0], &[0], Filter::Lanczos3, true)
        }
        _ => panic!("{source} has no counterpart here"),
    };
    vec![y]
}

#[test]
fn functions_of_images_have_the_values_and_gradients_of_keras() {
    calls::check("image_ops", 5e-5, call);
}
