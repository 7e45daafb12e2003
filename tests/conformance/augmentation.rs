use crate::cases::Cases;
use keras::prelude::*;

#[test]
fn images_are_moved_as_by_keras() {
    let mut cases = Cases::of("augmentation", &["RandomTranslation"]);
    cases.check(
        "RandomTranslation((0.3, 0.3), (-0.23, -0.23)) in training",
        sequential![RandomTranslation((0.3, 0.3), (-0.23, -0.23), input = (5, 7, 3))],
    );
    cases.check(
        "RandomTranslation((0.3, 0.3), (-0.23, -0.23))",
        sequential![RandomTranslation((0.3, 0.3), (-0.23, -0.23), input = (5, 7, 3))],
    );
    cases.check(
        "RandomTranslation((0.3, 0.3), (-0.23, -0.23), 'reflect', 'bilinear') in training",
        sequential![RandomTranslation((0.3, 0.3), (-0.23, -0.23), reflect, bilinear, input = (5, 7, 3))],
    );
    cases.check(
        "RandomTranslation((0.3, 0.3), (-0.23, -0.23), 'constant', 'nearest', fill_value=0.7) in training",
        sequential![RandomTranslation(
            (0.3, 0.3),
            (-0.23, -0.23),
            constant,
            nearest,
            fill_value = 0.7,
            input = (5, 7, 3)
        )],
    );
    cases.check(
        "RandomTranslation((0.3, 0.3), (-0.23, -0.23), 'wrap', 'bilinear') in training",
        sequential![RandomTranslation((0.3, 0.3), (-0.23, -0.23), wrap, bilinear, input = (5, 7, 3))],
    );
    cases.check(
        "RandomTranslation((0.3, 0.3), (-0.23, -0.23), 'nearest', 'nearest') in training",
        sequential![RandomTranslation((0.3, 0.3), (-0.23, -0.23), nearest, nearest, input = (5, 7, 3))],
    );
    cases.finish();
}

#[test]
fn images_are_turned_as_by_keras() {
    let mut cases = Cases::of("augmentation", &["RandomRotation"]);
    cases.check(
        "RandomRotation((0.13, 0.13)) in training",
        sequential![RandomRotation((0.13, 0.13), input = (7, 5, 2))],
    );
    cases.check("RandomRotation((0.13, 0.13))", sequential![RandomRotation((0.13, 0.13), input = (7, 5, 2))]);
    cases.check(
        "RandomRotation((0.13, 0.13), 'reflect', 'bilinear') in training",
        sequential![RandomRotation((0.13, 0.13), reflect, bilinear, input = (7, 5, 2))],
    );
    cases.check(
        "RandomRotation((0.13, 0.13), 'constant', 'nearest', fill_value=0.7) in training",
        sequential![RandomRotation((0.13, 0.13), constant, nearest, fill_value = 0.7, input = (7, 5, 2))],
    );
    cases.check(
        "RandomRotation((0.13, 0.13), 'wrap', 'bilinear') in training",
        sequential![RandomRotation((0.13, 0.13), wrap, bilinear, input = (7, 5, 2))],
    );
    cases.check(
        "RandomRotation((0.13, 0.13), 'nearest', 'nearest') in training",
        sequential![RandomRotation((0.13, 0.13), nearest, nearest, input = (7, 5, 2))],
    );
    cases.check(
        "RandomRotation((-0.61, -0.61)) in training",
        sequential![RandomRotation((-0.61, -0.61), input = (4, 6, 1))],
    );
    cases.check(
        "RandomRotation((-0.61, -0.61), 'reflect', 'bilinear') in training",
        sequential![RandomRotation((-0.61, -0.61), reflect, bilinear, input = (4, 6, 1))],
    );
    cases.check(
        "RandomRotation((-0.61, -0.61), 'constant', 'nearest', fill_value=0.7) in training",
        sequential![RandomRotation((-0.61, -0.61), constant, nearest, fill_value = 0.7, input = (4, 6, 1))],
    );
    cases.check(
        "RandomRotation((-0.61, -0.61), 'wrap', 'bilinear') in training",
        sequential![RandomRotation((-0.61, -0.61), wrap, bilinear, input = (4, 6, 1))],
    );
    cases.check(
        "RandomRotation((-0.61, -0.61), 'nearest', 'nearest') in training",
        sequential![RandomRotation((-0.61, -0.61), nearest, nearest, input = (4, 6, 1))],
    );
    cases.finish();
}

#[test]
fn images_are_zoomed_as_by_keras() {
    let mut cases = Cases::of("augmentation", &["RandomZoom"]);
    cases.check(
        "RandomZoom((0.37, 0.37)) in training",
        sequential![RandomZoom((0.37, 0.37), input = (5, 7, 3))],
    );
    cases.check("RandomZoom((0.37, 0.37))", sequential![RandomZoom((0.37, 0.37), input = (5, 7, 3))]);
    cases.check(
        "RandomZoom((0.37, 0.37), None, 'reflect', 'bilinear') in training",
        sequential![RandomZoom(
            (0.37, 0.37),
            fill_mode = reflect,
            interpolation = bilinear,
            input = (5, 7, 3)
        )],
    );
    cases.check(
        "RandomZoom((0.37, 0.37), None, 'constant', 'nearest', fill_value=0.7) in training",
        sequential![RandomZoom(
            (0.37, 0.37),
            fill_mode = constant,
            interpolation = nearest,
            fill_value = 0.7,
            input = (5, 7, 3)
        )],
    );
    cases.check(
        "RandomZoom((0.37, 0.37), None, 'wrap', 'bilinear') in training",
        sequential![RandomZoom((0.37, 0.37), fill_mode = wrap, interpolation = bilinear, input = (5, 7, 3))],
    );
    cases.check(
        "RandomZoom((0.37, 0.37), None, 'nearest', 'nearest') in training",
        sequential![RandomZoom(
            (0.37, 0.37),
            fill_mode = nearest,
            interpolation = nearest,
            input = (5, 7, 3)
        )],
    );
    cases.check(
        "RandomZoom((-0.43, -0.43), (0.55, 0.55)) in training",
        sequential![RandomZoom((-0.43, -0.43), (0.55, 0.55), input = (6, 5, 2))],
    );
    cases.check(
        "RandomZoom((-0.43, -0.43), (0.55, 0.55), 'reflect', 'bilinear') in training",
        sequential![RandomZoom((-0.43, -0.43), (0.55, 0.55), reflect, bilinear, input = (6, 5, 2))],
    );
    cases.check(
        "RandomZoom((-0.43, -0.43), (0.55, 0.55), 'constant', 'nearest', fill_value=0.7) in training",
        sequential![RandomZoom(
            (-0.43, -0.43),
            (0.55, 0.55),
            constant,
            nearest,
            fill_value = 0.7,
            input = (6, 5, 2)
        )],
    );
    cases.check(
        "RandomZoom((-0.43, -0.43), (0.55, 0.55), 'wrap', 'bilinear') in training",
        sequential![RandomZoom((-0.43, -0.43), (0.55, 0.55), wrap, bilinear, input = (6, 5, 2))],
    );
    cases.check(
        "RandomZoom((-0.43, -0.43), (0.55, 0.55), 'nearest', 'nearest') in training",
        sequential![RandomZoom((-0.43, -0.43), (0.55, 0.55), nearest, nearest, input = (6, 5, 2))],
    );
    cases.finish();
}

#[test]
fn images_are_not_turned_over_when_asked() {
    let mut cases = Cases::of("augmentation", &["RandomFlip"]);
    cases.check("RandomFlip()", sequential![RandomFlip(input = (5, 3, 2))]);
    cases.finish();
}
