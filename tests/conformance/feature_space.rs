use std::collections::BTreeMap;

use crate::fixture;
use keras::ndarray::ArrayD;
use keras::serde_json::Value;
use keras::utils::{AdaptedFeatureSpace, Cross, Encoded, Feature, FeatureSpace, Table};

/// The columns of a table of Keras.
fn table(columns: &Value) -> Table {
    let mut table = Table::new();
    for (name, values) in columns.as_object().expect("columns by name") {
        let values = fixture::list(values);
        table = match &values[0] {
            Value::String(_) => table.column(name, values.iter().filter_map(Value::as_str)),
            Value::Number(number) if number.is_i64() => {
                table.column(name, values.iter().filter_map(Value::as_i64))
            }
            _ => table.column(name, values.iter().filter_map(Value::as_f64)),
        }
        .unwrap();
    }
    table
}

/// The features of both spaces, and a cross.
fn vectors() -> FeatureSpace {
    FeatureSpace::new()
        .feature("plain", Feature::float())
        .feature("rescaled", Feature::float_rescaled(0.5, -1.0))
        .feature("normalized", Feature::float_normalized())
        .feature("binned", Feature::float_discretized(5))
        .feature("city", Feature::string_categorical())
        .feature("city_few", Feature::string_categorical().max_tokens(3))
        .feature("code", Feature::integer_categorical())
        .feature("hashed_city", Feature::string_hashed(7))
        .feature("hashed_code", Feature::integer_hashed(5))
        .cross(Cross::new(["city", "code"], 11))
}

/// The numbers of all columns.
fn numbers(space: &AdaptedFeatureSpace, table: &Table) -> BTreeMap<String, ArrayD<f32>> {
    let numbers = |encoded| match encoded {
        Encoded::Vectors(vectors) => vectors.into_dyn(),
        Encoded::Indices(indices) => indices.mapv(|index| index as f32).into_dyn(),
    };
    let each = space.transform_each(table).unwrap();
    each.into_iter().map(|(name, encoded)| (name, numbers(encoded))).collect()
}

fn assert_near(name: &str, found: &ArrayD<f32>, keras: &ArrayD<f32>) {
    assert_eq!(found.shape(), keras.shape(), "{name}");
    fixture::assert_close(name, found.as_slice().unwrap(), keras.as_slice().unwrap(), 1e-5);
}

#[test]
fn feature_spaces_agree_with_keras_and_go_through_files() {
    let fixture = fixture::read("feature_space");
    let [learnt, other] = ["learnt", "other"].map(|name| table(&fixture[name]));
    let together = vectors().adapt(&learnt).unwrap();
    let each = vectors()
        .feature("binned_int", Feature::float_discretized(3).output_int())
        .feature("city_int", Feature::string_categorical().num_oov_indices(2).output_int())
        .feature("code_int", Feature::integer_categorical().output_int())
        .cross(Cross::new(["hashed_code", "binned"], 6).output_int())
        .adapt(&learnt)
        .unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("space.json");
    each.save(&path).unwrap();
    let again = AdaptedFeatureSpace::load(&path).unwrap();
    for (table, keras) in [&learnt, &other].into_iter().zip(fixture::list(&fixture["outputs"])) {
        let row = together.transform(table).unwrap();
        assert_eq!(row.ncols(), together.width());
        assert_near("together", &row.into_dyn(), &fixture::array(&keras["together"]));
        let found = numbers(&each, table);
        let keras = keras["each"].as_object().unwrap();
        assert!(found.keys().eq(keras.keys()));
        for (name, column) in &found {
            assert_near(name, column, &fixture::array(&keras[name]));
        }
        assert_eq!(numbers(&again, table), found);
    }
}
