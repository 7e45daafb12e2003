//! The macros, wrapped so that their expansion finds this crate under whatever name.

/// A model as a list of layers, checked while it compiles.
#[macro_export]
macro_rules! sequential {
    ($($tokens:tt)*) => { $crate::__private::sequential! { ($crate) $($tokens)* } };
}

/// A model as a graph of layers, checked while it compiles.
#[macro_export]
macro_rules! graph {
    ($($tokens:tt)*) => { $crate::__private::graph! { ($crate) $($tokens)* } };
}

/// One layer, for [`Sequential::add`](crate::Sequential::add).
#[macro_export]
macro_rules! layer {
    ($($tokens:tt)*) => { $crate::__private::layer! { ($crate) $($tokens)* } };
}

/// A list of metrics for `compile`.
#[macro_export]
macro_rules! metrics {
    ($($tokens:tt)*) => { $crate::__private::metrics! { ($crate) $($tokens)* } };
}
