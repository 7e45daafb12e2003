#!/usr/bin/env bash
# What checking a model costs: `cargo check` of a crate with one `sequential!` of 100 layers and one `graph!` with as
# many calls as ResNet-50, over the same crate without them. Prints the median of five of each.
set -euo pipefail
# Otherwise the second run would only find that nothing changed.
export CARGO_INCREMENTAL=0
cd "$(dirname "$0")/.."
root=$PWD
crate=$root/target/compile_time
mkdir -p "$crate/src"

cat > "$crate/Cargo.toml" <<EOF
[package]
name = "compile_time"
version = "0.0.0"
edition = "2024"
[dependencies]
keras = { path = "$root" }
[workspace]
EOF

plain='use keras::prelude::*; pub fn nothing() -> usize { sequential![Dense(1, input = 1)].count_params() }'

layers='Dense(64, activation = relu, input = 64)'
for _ in $(seq 99); do layers+=', Dense(64, activation = relu)'; done
sequential="pub fn hundred() -> usize { sequential![$layers].count_params() }"

# ResNet-50: 16 blocks of three products, each followed by a normalization and an activation (here a Dense, a Lambda and
# an Activation stand for them), four projections, 16 additions: 176 calls.
graph='pub fn resnet() -> usize { graph!({
    fn unit(x, width) {
        let y = Dense(width)(x);
        let y = Lambda(|y| y.clone())(y);
        Activation(relu)(y)
    }
    fn block(x, width) { unit(unit(unit(x, width), width), 256) + x }
    let input = Input(256);
    let x = unit(input, 256);
    for width in [64, 128, 256, 512] {
        x = unit(x, 256);
        for _ in 0..4 { x = block(x, width); }
    }
    Dense(10, activation = softmax)(x)
}).count_params() }'

check() {
    local times=()
    for _ in 1 2 3 4 5; do
        printf '%s\n' "$@" > "$crate/src/lib.rs"
        local start end
        start=$(date +%s%N)
        cargo check --quiet --manifest-path "$crate/Cargo.toml" --target-dir "$crate/target"
        end=$(date +%s%N)
        times+=($(((end - start) / 1000000)))
        touch "$crate/src/lib.rs"
    done
    printf '%s\n' "${times[@]}" | sort -n | sed -n 3p
}

check "$plain" >/dev/null
without=$(check "$plain")
printf '%-44s %6s ms\n' "without" "$without"
for model in sequential graph; do
    with=$(check "$plain" "${!model}")
    printf '%-44s %6s ms, %s ms more\n' "with one $model" "$with" "$((with - without))"
done
