//! What is no feature space, and no table for one.

use std::fs;

use super::*;

fn people() -> Table {
    let table = Table::new().column("age", [34.0, 51.0, 29.0]).unwrap();
    let table = table.column("city", ["Oslo", "Rome", "Oslo"]).unwrap();
    table.column("code", vec![7, 8, 7]).unwrap()
}

#[track_caller]
fn says<T: std::fmt::Debug>(result: Result<T>, message: &str) {
    let found = result.unwrap_err().to_string();
    assert!(found.contains(message), "{found}");
}

#[test]
fn a_table_has_columns_of_one_length_and_names_of_their_own() {
    says(people().column("age", [1.0, 2.0, 3.0]), "column `age`: it is there twice");
    says(people().column("sex", ["f"]), "column `sex`: expected 3 values, found 1");
    assert!(people().names().eq(["age", "city", "code"]));
}

#[test]
fn a_column_that_does_not_fit_its_feature_is_named() {
    let adapt = |name: &str, feature: Feature<_>| FeatureSpace::new().feature(name, feature).adapt(&people());
    says(adapt("name", Feature::float()), "expected a column `name`, found `age`, `city`, `code`");
    says(adapt("city", Feature::float_normalized()), "`city`: expected numbers, found texts");
    assert!(adapt("code", Feature::float_normalized()).is_ok());
    let adapt = |name: &str, feature: Feature<Categories>| {
        FeatureSpace::new().feature(name, feature).adapt(&people())
    };
    says(adapt("age", Feature::integer_categorical()), "`age`: expected whole numbers, found numbers");
    says(adapt("code", Feature::string_categorical()), "`code`: expected texts, found whole numbers");
    for most in [0, 1] {
        let message =
            format!("`city`, lookup of categories: expected `max_tokens` of 2 or more, found {most}");
        says(adapt("city", Feature::string_categorical().max_tokens(most)), &message);
    }
}

#[test]
fn numbers_to_learn_from_are_finite_and_bins_in_order() {
    let table = Table::new().column("x", [1.0, f32::NAN]).unwrap();
    let space = || FeatureSpace::new();
    says(space().feature("x", Feature::float_normalized()).adapt(&table), "row 1: expected a finite number");
    says(space().feature("x", Feature::float_discretized(2)).adapt(&table), "a finite number, found NaN");
    says(space().feature("age", Feature::float_in_bins([2.0, 1.0])).adapt(&people()), "numbers in order");
    says(space().feature("age", Feature::float_discretized(0)).adapt(&people()), "num_bins: expected 1 or");
    says(space().feature("city", Feature::string_hashed(0)).adapt(&people()), "expected 1 or more, found 0");
    says(space().adapt(&people()), "expected features, found none");
    let none = Table::new().column("x", [0.0_f32; 0]).unwrap();
    says(space().feature("x", Feature::float_normalized()).adapt(&none), "numbers to learn from, found none");
}

#[test]
fn a_number_that_is_none_is_an_error_of_its_row_for_every_feature() {
    let table = |x: f32| Table::new().column("x", [1.0, 2.0, x]).unwrap();
    let check = |space: FeatureSpace| {
        let space = space.adapt(&table(3.0)).unwrap();
        for bad in [f32::NAN, f32::INFINITY] {
            says(space.transform(&table(bad)), "`x`, row 2: expected a finite number, found");
        }
    };
    for feature in [Feature::float(), Feature::float_rescaled(2.0, 1.0), Feature::float_normalized()] {
        check(FeatureSpace::new().feature("x", feature));
    }
    for feature in [Feature::float_discretized(2), Feature::float_in_bins([1.5])] {
        check(FeatureSpace::new().feature("x", feature));
    }
}

#[test]
fn only_categories_that_are_features_are_crossed() {
    let space = || {
        let space = FeatureSpace::new().feature("age", Feature::float());
        space.feature("city", Feature::string_categorical()).feature("code", Feature::integer_hashed(3))
    };
    let adapt = |names: &[&str]| space().cross(Cross::new(names.to_vec(), 8)).adapt(&people());
    says(adapt(&["city", "age"]), "`city_X_age`: `age` is a number");
    says(adapt(&["city", "name"]), "there is no feature `name`");
    says(adapt(&["city"]), "`city`: expected two features or more, found 1");
    says(adapt(&["city", "city"]), "`city_X_city`: `city` is crossed with itself");
    let none = Cross::new(["city", "code"], 0);
    says(
        space().cross(none).adapt(&people()),
        "`city_X_code`: expected `crossing_dim` of 1 or more, found 0",
    );
    says(space().feature("age", Feature::float()).adapt(&people()), "`age`: it is there twice");
    let twice = Cross::new(["city", "code"], 8);
    says(space().cross(twice.clone()).cross(twice).adapt(&people()), "`city_X_code`: it is there twice");
}

#[test]
fn an_index_stands_alone_and_what_is_unknown_without_an_index_is_an_error() {
    let city = Feature::string_categorical().num_oov_indices(0).output_int();
    let space = FeatureSpace::new().feature("city", city).adapt(&people()).unwrap();
    says(space.transform(&people()), "`city`: an index cannot stand among numbers");
    let each = space.transform_each(&people()).unwrap();
    assert_eq!(each["city"], Encoded::Indices(ndarray::array![[0], [1], [0]]));
    let others = Table::new().column("city", ["Bern"]).unwrap();
    says(space.transform_each(&others), "found \"Bern\"");
}

#[test]
fn what_is_written_is_read_to_the_bit_and_what_is_not_is_an_error() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("space.json");
    let people = people().column("hash", ["a", "b", "c"]).unwrap();
    let space = FeatureSpace::new()
        .feature("age", Feature::float_normalized())
        .feature("code", Feature::float_in_bins([7.5]))
        .feature("city", Feature::string_categorical().max_tokens(5))
        .feature("hash", Feature::string_hashed(6))
        .cross(Cross::new(["city", "code"], 4))
        .adapt(&people)
        .unwrap();
    space.save(&path).unwrap();
    let again = AdaptedFeatureSpace::load(&path).unwrap();
    assert_eq!(again.transform(&people).unwrap(), space.transform(&people).unwrap());
    again.save(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    says(AdaptedFeatureSpace::load(folder.path().join("none.json")), "cannot be read");
    for (part, other, message) in [
        ("FeatureSpace", "Model", "is not of a feature space"),
        ("{", "[", "is no JSON"),
        ("float_normalized", "float_normal", "expected a type of features, found `float_normal`"),
        ("\"mean\"", "\"means\"", "`mean`: it is missing"),
        ("one_hot", "two_hot", "output_mode: expected `int` or `one_hot`"),
        ("\"Rome\"", "\"Oslo\"", "is there twice"),
        ("\"num_bins\": 6", "\"num_bins\": 0", "num_bins: expected 1 or more, found 0"),
        ("\"crossing_dim\": 4", "\"crossing_dim\": 0", "`crossing_dim` of 1 or more, found 0"),
        ("\"max_tokens\": 5", "\"max_tokens\": 1", "`max_tokens` of 2 or more, found 1"),
    ] {
        fs::write(&path, text.replacen(part, other, 1)).unwrap();
        says(AdaptedFeatureSpace::load(&path), message);
    }
}
