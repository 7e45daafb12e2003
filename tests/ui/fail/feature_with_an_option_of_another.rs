use keras::utils::{Feature, FeatureSpace};

fn main() {
    let _ = FeatureSpace::new()
        .feature("age", Feature::float_normalized().output_int())
        .feature("city", Feature::string_hashed(8).max_tokens(4));
}
