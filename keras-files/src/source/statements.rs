//! The statements of a graph.

use std::collections::{HashMap, HashSet};

use super::calls::Given;
use super::functional::{Graph, Step};
use crate::graph::{History, name_of};
use crate::names::{Automatic, PASSED, is_word, unique};

/// The statements so far.
pub struct Statements<'g, 'a> {
    graph: &'g Graph<'a>,
    words: &'g [String],
    names: Automatic,
    /// The variables of tensors and shared layers.
    variables: HashMap<History<'a>, String>,
    shared: HashMap<usize, String>,
    taken: HashSet<String>,
    /// The tensors that the next step takes, and nothing else.
    passed: HashSet<History<'a>>,
    /// The tensors that something is called on, or that are outputs.
    used: HashSet<History<'a>>,
    last: Option<usize>,
    text: String,
}

impl<'g, 'a> Statements<'g, 'a> {
    /// None yet.
    pub fn of(graph: &'g Graph<'a>, steps: &[Step], words: &'g [String]) -> Self {
        // A word among the arguments would mean the variable.
        let mut taken: HashSet<String> = HashSet::from([PASSED.to_owned()]);
        let calls = graph.layers.iter().flatten().flat_map(|layer| &layer.call.arguments);
        let is_letter = |letter: char| letter == '_' || letter.is_alphanumeric();
        taken.extend(calls.flat_map(|text| text.split(|c| !is_letter(c))).map(str::to_owned));
        let mut uses: HashMap<History<'a>, Vec<usize>> = HashMap::new();
        for (at, step) in steps.iter().enumerate() {
            for tensor in graph.call(step).into_iter().flat_map(|(_, call)| call.tensors()) {
                uses.entry(*tensor).or_default().push(at);
            }
        }
        let mut passed = HashSet::new();
        for (at, &(position, call)) in steps.iter().enumerate() {
            let tensor = (name_of(&graph.entries[position]), call, 0);
            let is_one = graph.layers[position].as_ref().is_some_and(|layer| layer.outputs == 1);
            let is_next = uses.get(&tensor).is_some_and(|uses| *uses == [at + 1]);
            if is_one && is_next && !graph.outputs.contains(&tensor) {
                passed.insert(tensor);
            }
        }
        let last = match (steps.last(), &graph.outputs[..]) {
            (Some(&(position, call)), [output])
                if *output == (name_of(&graph.entries[position]), call, 0)
                    && graph.layers[position].as_ref().is_some_and(|layer| layer.outputs == 1) =>
            {
                Some(steps.len() - 1)
            }
            _ => None,
        };
        let used = uses.into_keys().chain(graph.outputs.iter().copied()).collect();
        let (names, variables, shared, text) = Default::default();
        Self { graph, words, names, variables, shared, taken, passed, used, last, text }
    }

    /// A variable with this name, if it can be. The name of another layer is none: where that is written it would mean the
    /// variable.
    fn variable(&mut self, word: &str, ending: &str) -> String {
        let name = word.to_lowercase();
        let is_taken = |name: &str| {
            self.taken.contains(name) || name != word && self.words.iter().any(|other| other == name)
        };
        let name = match is_word(&name) && !is_taken(&name) {
            true => name,
            false => unique(format!("{name}{ending}"), is_taken),
        };
        self.taken.insert(name.clone());
        name
    }

    /// An input of the model.
    pub fn input(&mut self, position: usize, history: &History<'a>, arguments: Vec<String>) {
        let word = &self.words[position];
        let name = self.names.written("input_layer", word);
        let variable = self.variable(word, "_input");
        let arguments: Vec<String> = arguments.into_iter().chain(name).collect();
        self.text += &format!("let {variable} = Input({});\n", arguments.join(", "));
        self.variables.insert(*history, variable);
    }

    /// A call, `at` its place among all.
    pub fn step(&mut self, at: usize, step: &Step) {
        let &(position, call) = step;
        let Some((layer, inbound)) = self.graph.call(step) else { return };
        let word = &self.words[position];
        let switches = inbound.switches.iter().map(|name| format!("{name} = true"));
        let given: Vec<String> =
            inbound.given.iter().map(|given| self.given(given)).chain(switches).collect();
        let given = format!("({})", given.join(", "));
        if call == 0 && (layer.inbound.len() > 1 || !inbound.switches.is_empty()) {
            let made = self.names.written(&layer.call.word(), word);
            let variable = self.variable(word, "_layer");
            self.text += &layer.call.text(&format!("let {variable} = "), made, ";\n");
            self.shared.insert(position, variable);
        }
        let (before, end) = match self.last == Some(at) {
            true => (String::new(), "\n"),
            false => (format!("let {} = ", self.pattern((position, call), layer.outputs)), ";\n"),
        };
        self.text += &match self.shared.get(&position) {
            Some(shared) => format!("{before}{shared}{given}{end}"),
            None => {
                let made = self.names.written(&layer.call.word(), word);
                layer.call.text(&before, made, &format!("{given}{end}"))
            }
        };
    }

    /// Variables for the tensors that a call gives.
    fn pattern(&mut self, (position, call): Step, outputs: usize) -> String {
        let (word, name) = (&self.words[position], name_of(&self.graph.entries[position]));
        let mut variables = vec![];
        for output in 0..outputs {
            let tensor = (name, call, output);
            if !self.used.contains(&tensor) {
                variables.push("_".to_owned());
                continue;
            }
            let variable = match output {
                0 if self.passed.contains(&tensor) => PASSED.to_owned(),
                0 => self.variable(word, "_output"),
                _ => self.variable(&format!("{word}_{output}"), "_output"),
            };
            self.variables.insert(tensor, variable.clone());
            variables.push(variable);
        }
        match &variables[..] {
            [one] => one.clone(),
            all => format!("({})", all.join(", ")),
        }
    }

    fn given(&self, given: &Given<'a>) -> String {
        let tensors: Vec<&str> = given.tensors.iter().map(|tensor| self.tensor(tensor)).collect();
        let tensors = tensors.join(", ");
        let tensors = if given.is_list { format!("[{tensors}]") } else { tensors };
        match given.name {
            Some(name) => format!("{name} = {tensors}"),
            None => tensors,
        }
    }

    fn tensor(&self, tensor: &History<'a>) -> &str {
        self.variables.get(tensor).map_or(PASSED, String::as_str)
    }

    /// The text, which ends with the outputs.
    pub fn finish(mut self) -> String {
        if self.last.is_none() {
            let outputs: Vec<&str> = self.graph.outputs.iter().map(|tensor| self.tensor(tensor)).collect();
            let outputs = match &outputs[..] {
                [one] => (*one).to_owned(),
                all => format!("({})", all.join(", ")),
            };
            self.text += &outputs;
            self.text.push('\n');
        }
        self.text
    }
}
