//! The table of arguments that files are translated with: what the layers themselves say.

use std::collections::BTreeSet;
use std::path::Path;

use keras::config::ClassEntry;
use keras::saving::CustomObjects;
use keras::serde_json::{self, Map, Value, json};
use keras::{constraints, initializers, layers, regularizers};

use crate::fixture;

/// What a class writes of these arguments.
type Written = dyn Fn(&str, &Map<String, Value>) -> keras::Result<Value>;

/// The classes of a kind, each with arguments that it takes, as Keras has written them.
fn classes<M: 'static>(kind: &str, all: &[ClassEntry<M>]) -> Vec<(String, Map<String, Value>)> {
    let fixture = fixture::read("configs");
    let cases = fixture[kind].as_array().unwrap();
    let names = all.iter().map(ClassEntry::class).filter(|class| *class != "Lambda");
    let of = |class: &str| cases.iter().find(|case| case["written"]["class_name"] == *class);
    names
        .map(|class| {
            let case = of(class).unwrap_or_else(|| panic!("{class} is in no file of this test"));
            (class.to_owned(), case["written"]["config"].as_object().unwrap().clone())
        })
        .collect()
}

/// Packages of Keras that are no part of it.
const PACKAGES: [(&str, &[&str]); 1] = [("keras_hub", &["PositionEmbedding", "TokenAndPositionEmbedding"])];

fn layer(class: &str, config: &Map<String, Value>) -> keras::Result<Value> {
    let package = PACKAGES.iter().find(|(_, classes)| classes.contains(&class));
    let registered = package.map(|(package, _)| format!("{package}>{class}"));
    let object = json!({ "class_name": class, "config": config, "registered_name": registered });
    layers::deserialize(&object, &CustomObjects::new())?.to_json()
}

/// What is written of a value of an argument of `Dense`.
fn argument(name: &'static str, module: &'static str) -> Box<Written> {
    Box::new(move |class, config| {
        let object = json!({ "module": module, "class_name": class, "config": config });
        let dense = Map::from_iter([("units".to_owned(), json!(2)), (name.to_owned(), object)]);
        Ok(layer("Dense", &dense)?["config"][name].clone())
    })
}

/// The names of the arguments in the order of their positions, as the class says them of one that it does not take.
fn names(class: &str, config: &Map<String, Value>, written: &Written) -> Vec<String> {
    let mut config = config.clone();
    config.insert("no_argument".to_owned(), json!(7));
    let error = written(class, &config).unwrap_err();
    let help = error.to_string();
    let Some((_, help)) = help.split_once("takes `") else { return vec![] };
    help.trim_end_matches('`').split("`, `").map(str::to_owned).collect()
}

/// Whether an argument takes a word of its type, which others have, too. Of activations there may be some of a program's own.
fn is_taken(class: &str, argument: &str, word: &str) -> bool {
    match argument {
        "mode" | "scaling" | "window" => true,
        "data_format" => word != "channels_first",
        "fill_mode" if class == "Resizing" => word == "constant",
        "fill_mode" => ["constant", "nearest", "reflect", "wrap"].contains(&word),
        "interpolation" if ["Resizing", "UpSampling2D"].contains(&class) => {
            !["constant", "reflect", "wrap"].contains(&word)
        }
        "interpolation" => ["bilinear", "nearest"].contains(&word),
        "merge_mode" => word != "dot",
        "output_mode" => word != "int" || class == "Discretization",
        "padding" => word != "causal" || class == "Conv1D",
        "score_mode" => ["concat", "dot"].contains(&word),
        _ => false,
    }
}

/// The words that an error offers in place of one that is none: `one of "valid", "same", found …`.
fn words<'a>(class: &str, argument: &str, error: &'a str) -> Vec<&'a str> {
    let Some((_, rest)) = error.split_once("one of \"") else { return vec![] };
    let (words, _) = rest.split_once("\", found").unwrap_or_default();
    words.split("\", \"").filter(|word| is_taken(class, argument, word)).collect()
}

fn entry(class: &str, config: &Map<String, Value>, written: &Written) -> Value {
    let (mut config, common) = (config.clone(), ["name", "trainable", "dtype"]);
    config.retain(|name, _| !common.contains(&name.as_str()));
    let object = written(class, &config).unwrap_or_else(|error| panic!("{class}: {error}"));
    let all = object["config"].as_object().unwrap();
    let mut order = names(class, &config, written);
    order.extend(all.keys().filter(|name| !order.contains(name)).cloned().collect::<Vec<_>>());
    order.retain(|name| !common.contains(&name.as_str()));
    let of = |name: &str, value: Option<Value>| {
        let mut config = config.clone();
        config.remove(name);
        if name == "lora_alpha" && value.is_some() {
            // Without the rank there is nothing to multiply.
            config.insert("lora_rank".to_owned(), 2.into());
        }
        config.extend(value.map(|value| (name.to_owned(), value)));
        let object = written(class, &config).ok()?;
        // With some values, as `Constant(0.0)`, it is written as another class.
        let is_it = object["class_name"] == *class;
        is_it.then(|| object["config"].get(name).cloned().unwrap_or_default())
    };
    let arguments = order.iter().map(|name| {
        let mut argument = json!({ "name": name });
        if let Some(default) = of(name, None) {
            // A layer is the default only where it follows another argument.
            let is_layer = default["module"] == "keras.layers";
            argument["default"] = if is_layer { Value::Null } else { default };
        }
        let is_float = [json!(0.5), json!([0.25, 0.5])].into_iter().any(|value| {
            of(name, Some(value.clone())).is_some_and(|found| found == value || found[0] == value)
        });
        if is_float {
            argument["float"] = true.into();
        }
        let text = json!("two words");
        if of(name, Some(text.clone())) == Some(text.clone()) {
            argument["text"] = true.into();
        }
        let mut config = config.clone();
        config.insert(name.clone(), text);
        let error = written(class, &config).err().map(|error| error.to_string());
        let words = words(class, name, error.as_deref().unwrap_or_default());
        if !words.is_empty() {
            argument["words"] = words.into();
        }
        argument
    });
    let mut entry = json!({ "arguments": arguments.collect::<Vec<_>>() });
    if ["CategoryEncoding", "Embedding", "TokenAndPositionEmbedding"].contains(&class) {
        entry["takes_ids"] = true.into();
    }
    entry
}

/// All classes, by their modules.
fn table() -> Value {
    let mut table = json!({});
    for (class, config) in classes("layers", layers::CLASSES) {
        let package = PACKAGES.iter().find(|(_, classes)| classes.contains(&&*class));
        let module = package.map_or("keras.layers", |(package, _)| package);
        table[module][&class] = entry(&class, &config, &layer);
    }
    // In place of operations that no layer of Keras is.
    for class in ["Divide", "Unmask"] {
        table["keras.layers"][class] = entry(class, &Map::new(), &layer);
    }
    let mut add = |module: &'static str, name, classes: Vec<(String, Map<String, Value>)>| {
        for (class, config) in classes {
            table[module][&class] = entry(&class, &config, &*argument(name, module));
        }
    };
    let kind = classes("initializers", initializers::CLASSES);
    add("keras.initializers", "kernel_initializer", kind);
    add("keras.regularizers", "kernel_regularizer", classes("regularizers", regularizers::CLASSES));
    add("keras.constraints", "kernel_constraint", classes("constraints", constraints::CLASSES));
    table["keras.initializers"]["Identity"]["renamed"] = "IdentityInitializer".into();
    table
}

/// A class a line.
fn text(table: &Value) -> String {
    let modules = table.as_object().unwrap().iter().map(|(module, classes)| {
        let classes = classes.as_object().unwrap().iter();
        let classes: Vec<String> =
            classes.map(|(class, entry)| format!("    \"{class}\": {entry}")).collect();
        format!("  \"{module}\": {{\n{}\n  }}", classes.join(",\n"))
    });
    format!("{{\n{}\n}}\n", modules.collect::<Vec<_>>().join(",\n"))
}

#[test]
fn the_table_of_arguments_is_what_the_classes_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("keras-files/src/source/classes.json");
    let table = table();
    if std::env::var_os("KERAS_CLASSES").is_some() {
        std::fs::write(&path, text(&table)).unwrap();
    }
    let written: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let names = |table: &Value| -> BTreeSet<String> {
        let modules = table.as_object().unwrap().iter();
        modules.flat_map(|(_, classes)| classes.as_object().unwrap().keys().cloned()).collect()
    };
    assert_eq!(names(&written), names(&table), "with KERAS_CLASSES=1 this test writes the table");
    for (module, classes) in table.as_object().unwrap() {
        for (class, entry) in classes.as_object().unwrap() {
            assert_eq!(&written[module][class], entry, "{class}");
        }
    }
}
