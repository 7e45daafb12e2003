//! What is asked of the type of a field.

use syn::{GenericArgument, PathArguments, Type};

/// A type without the invisible brackets that it has when it comes out of a `macro_rules!` macro.
pub fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        _ => ty,
    }
}

/// The `T` of `Name<T>`.
pub fn generic<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    match generic_argument(ty, name)? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

/// What stands between the brackets of `Name<…>`.
pub fn generic_argument<'a>(ty: &'a Type, name: &str) -> Option<&'a GenericArgument> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.first(),
        _ => None,
    }
}
