#!/usr/bin/env bash
# What checking a model costs rustc: seconds of the processor (user) for `cargo check` of a crate with one model, less
# those of a crate with the smallest, the least of three. A layer costs the same in a long model as in a short one: the
# last column says how much.
set -euo pipefail
# Otherwise the second run would only find that nothing changed.
export CARGO_INCREMENTAL=0
cd "$(dirname "$0")/.."
root=$PWD
crate=$root/target/compile_time
mkdir -p "$crate/src"

cat > "$crate/Cargo.toml" <<END
[package]
name = "compile_time"
version = "0.0.0"
edition = "2024"
[dependencies]
keras = { path = "$root" }
[workspace]
END

list() {
    printf 'sequential![Input(64)%s]' "$(printf ', Dense(64, activation = relu)%.0s' $(seq "$1"))"
}

# Blocks of seven layers, as in ResNet.
blocks() {
    cat <<END
graph!({
    fn residual(x, filters) {
        let y = Conv2D(filters, 3, padding = same, use_bias = false)(x);
        let y = BatchNormalization()(y);
        let y = Activation(relu)(y);
        let y = Conv2D(filters, 3, padding = same, use_bias = false)(y);
        Activation(relu)(BatchNormalization()(y) + x)
    }
    let image = Input(32, 32, 3);
    let x = Conv2D(16, 3, padding = same)(image);
    for _ in 0..$1 { x = residual(x, 16); }
    Dense(10, activation = softmax)(GlobalAveragePooling2D()(x))
})
END
}

nested() {
    local calls brackets
    calls=$(printf 'Dense(1)(%.0s' $(seq "$1"))
    brackets=$(printf ')%.0s' $(seq "$1"))
    printf 'graph!({ let x = Input(1); %sx%s })' "$calls" "$brackets"
}

# The least of three, in milliseconds.
check() {
    printf 'use keras::prelude::*; pub fn params() -> usize { %s.count_params() }\n' "$1" > "$crate/src/lib.rs"
    for _ in 1 2 3; do
        touch "$crate/src/lib.rs"
        TIMEFORMAT=%U
        { time cargo check --quiet --manifest-path "$crate/Cargo.toml" --target-dir "$crate/target" >&2; } 2>&1 | tail -1
    done | sort -n | sed -n '1{s/\.//;s/^0*//;p}'
}

least="$(list 1)"
check "$least" >/dev/null
without=$(check "$least")
printf '%-34s %8s %12s\n' "" "ms" "ms a layer"
row() {
    local more=$(($(check "$2") - without))
    printf '%-34s %8s %9s.%02d\n' "$1" "$more" $((more / $3)) $((more * 100 / $3 % 100))
}
for layers in 100 1500; do row "sequential! of $layers" "$(list $layers)" $layers; done
for count in 25 100 500; do row "graph! of $count residual blocks" "$(blocks $count)" $((7 * count + 3)); done
row "graph! of 500 calls in each other" "$(nested 500)" 500
