//! What losses say of themselves beside their formula.

/// In `impl Loss`: name, configuration and reduction, which the struct of arguments has; the form of the labels; and, where they are
/// always the same and not the default, the labels that make sense and the scale of the output.
macro_rules! facts {
    (form: $form:ident $(, range: $range:ident)? $(, scale: $scale:ident)?) => {
        fn name(&self) -> &'static str {
            <Self as $crate::config::Config>::CLASS
        }

        fn to_json(&self) -> $crate::Result<$crate::config::Value> {
            $crate::config::ToObject::to_object(self)
        }

        fn reduction(&self) -> $crate::losses::Reduction {
            self.reduction
        }

        fn label_form(&self) -> $crate::losses::LabelForm {
            $crate::losses::LabelForm::$form
        }
        $(
            fn labels(&self) -> $crate::losses::LabelRange {
                $crate::losses::LabelRange::$range
            }
        )?
        $(
            fn scale(&self) -> $crate::losses::Scale {
                $crate::losses::Scale::$scale
            }
        )?
    };
}
pub(super) use facts;
