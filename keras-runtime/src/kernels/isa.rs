//! Which vector instructions the kernels use on this machine.

use std::env;
use std::sync::OnceLock;

/// A set of vector instructions that kernels are written for.
///
/// The best that the machine can run is chosen once, when it is first needed. The environment variable
/// `KERAS_KERNEL`, one of `portable`, `avx2`, `avx512` and `neon`, chooses another; a name that the machine
/// cannot run, or that is none of these, is as if it were not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Isa {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "aarch64")]
    Neon,
    Portable,
}

impl Isa {
    /// What this machine can run, the best first.
    pub(crate) fn available() -> impl Iterator<Item = Isa> {
        [
            #[cfg(target_arch = "x86_64")]
            (Isa::Avx512, is_x86_feature_detected!("avx512f")),
            #[cfg(target_arch = "x86_64")]
            (Isa::Avx2, is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma")),
            #[cfg(target_arch = "aarch64")]
            (Isa::Neon, std::arch::is_aarch64_feature_detected!("neon")),
            (Isa::Portable, true),
        ]
        .into_iter()
        .filter_map(|(isa, present)| present.then_some(isa))
    }

    /// The one to use.
    pub(crate) fn chosen() -> Isa {
        static CHOSEN: OnceLock<Isa> = OnceLock::new();
        *CHOSEN.get_or_init(|| Isa::choose(env::var("KERAS_KERNEL").ok().as_deref()))
    }

    fn choose(wanted: Option<&str>) -> Isa {
        let named = Isa::available().find(|isa| Some(isa.name()) == wanted);
        named.or_else(|| Isa::available().next()).unwrap_or(Isa::Portable)
    }

    fn name(self) -> &'static str {
        match self {
            #[cfg(target_arch = "x86_64")]
            Isa::Avx512 => "avx512",
            #[cfg(target_arch = "x86_64")]
            Isa::Avx2 => "avx2",
            #[cfg(target_arch = "aarch64")]
            Isa::Neon => "neon",
            Isa::Portable => "portable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_the_machine_can_run_is_obeyed() {
        for isa in Isa::available() {
            assert_eq!(Isa::choose(Some(isa.name())), isa);
        }
    }

    #[test]
    fn any_other_name_gives_the_best_the_machine_has() {
        let best = Isa::available().next();
        for name in [None, Some(""), Some("altivec"), Some("AVX2")] {
            assert_eq!(Some(Isa::choose(name)), best);
        }
    }
}
