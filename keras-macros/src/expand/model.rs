//! A model: one flat struct of layers, its constants, and straight-line calls.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::{quiet, vocabulary};
use crate::network::{Input, Network, Node, Tensor, snake_case};
use crate::parse::{Dims, Errors, Header, InputShape, Invocation, dim};

/// Expands an invocation whose body `read` turns into a network.
pub fn model(invocation: Invocation, read: fn(TokenStream, &mut Errors) -> Network) -> TokenStream {
    let Invocation { library, header, body, mut errors } = invocation;
    if header.is_none() && !errors.is_empty() {
        return errors.into_items();
    }
    let network = read(body, &mut errors);
    let expansion = Expansion { library: &library, network: &network };
    let errors = errors.into_items();
    match header {
        Some(header) => expansion.item(header, errors),
        None => expansion.expression(errors),
    }
}

struct Expansion<'a> {
    library: &'a TokenStream,
    network: &'a Network,
}

impl Expansion<'_> {
    /// An anonymous model: a block that ends in its value.
    fn expression(&self, errors: TokenStream) -> TokenStream {
        let name = Ident::new("Model", Span::call_site());
        let (quiet, vocabulary, constants) = (quiet(), vocabulary(self.library), self.constants());
        let (fields, types) = (self.field_names(), self.field_types());
        let implementation = self.implementation(&name, self.network.kind);
        quote! {{
            #errors
            #vocabulary
            #constants
            #quiet
            struct #name { #(#fields: #types),* }
            #implementation
            #name::new()
        }}
    }

    /// A named model: the struct stands where the macro does, everything else is out of sight.
    fn item(&self, header: Header, errors: TokenStream) -> TokenStream {
        let Self { library, .. } = self;
        let Header { attributes, visibility, name } = header;
        let (quiet, vocabulary, constants) = (quiet(), vocabulary(library), self.constants());
        let (fields, types) = (self.field_names(), self.field_types());
        let docs = self
            .network
            .nodes
            .iter()
            .map(|node| format!("The layer `{}`, a `{}`.", node.name, node.layer.class()));
        let numbers: Vec<usize> = (0..fields.len()).collect();
        let implementation = self.implementation(&name, &snake_case(&name.to_string()));
        quote! {
            #errors
            #(#attributes)*
            #[allow(private_interfaces)]
            #visibility struct #name {
                #(
                    #[doc = #docs]
                    #visibility #fields: <#name as #library::__private::Field<#numbers>>::Built,
                )*
            }
            const _: () = {
                #vocabulary
                #constants
                #(
                    #quiet
                    impl #library::__private::Field<#numbers> for #name { type Built = #types; }
                )*
                #implementation
                #[automatically_derived]
                impl #library::__private::LayerType for #name {
                    type Config = #library::__private::Nested<#name>;
                }
                #[automatically_derived]
                impl #name {
                    #[doc(hidden)]
                    pub const INPUT_DTYPE: #library::__private::DType = <Self as #library::Checked>::INPUTS.as_slice()[0].dtype();

                    /// This model as a layer of another.
                    pub const fn args() -> #library::__private::Nested<#name> {
                        #library::__private::Nested::new()
                    }
                }
            };
        }
    }

    fn field_names(&self) -> Vec<&Ident> {
        self.network.nodes.iter().map(|node| &node.name).collect()
    }

    fn field_types(&self) -> Vec<TokenStream> {
        let private = quote_private(self.library);
        (0..self.network.nodes.len())
            .map(|node| {
                let alias = type_name(node);
                quote!(#private::BuiltOf<#alias>)
            })
            .collect()
    }

    /// The constants: configurations, outcomes of the rules, and the checks that report them.
    fn constants(&self) -> TokenStream {
        let inputs = self.network.inputs.iter().enumerate().map(|(i, input)| self.input(i, input));
        let nodes = self.network.nodes.iter().enumerate().map(|(i, node)| self.config(i, node));
        let calls = (0..self.network.calls.len()).map(|i| self.call(i));
        let claims = self.claims();
        let outputs = self.outputs();
        quote!(#(#inputs)* #(#nodes)* #(#calls)* #claims #outputs)
    }

    fn input(&self, i: usize, input: &Input) -> TokenStream {
        let (quiet, private) = (quiet(), quote_private(self.library));
        let name = input_name(i);
        let shape = self.shape(&input.shape);
        let dtype = match (&input.shape.dtype, input.into) {
            (Some(dtype), _) => quote!(#dtype),
            (None, Some(node)) => {
                let alias = type_name(node);
                quote!(<#alias>::INPUT_DTYPE)
            }
            (None, None) => quote!(#private::DType::Float),
        };
        let check = check(&name, "Input", &format_ident!("input"), input.shape.span);
        quote! {
            #quiet
            const #name: #private::Outcome = #private::Outcome::input(#shape, #dtype);
            #check
        }
    }

    /// The shape of an input as a constant.
    fn shape(&self, shape: &InputShape) -> TokenStream {
        let private = quote_private(self.library);
        match &shape.dims {
            Dims::List(dims) => {
                let dims = dims.iter().map(|value| dim(self.library, value));
                quote!(#private::written_shape(&[#(#dims),*]))
            }
            Dims::Constant(value) => {
                let span = value.span();
                quote_spanned!(span=> #private::Written(#value).shape())
            }
        }
    }

    fn config(&self, i: usize, node: &Node) -> TokenStream {
        let (quiet, private) = (quiet(), quote_private(self.library));
        let (alias, config) = (type_name(i), config_name(i));
        let (path, setters) = (&node.layer.path, node.layer.setters());
        let library = self.library;
        let path = if node.layer.is_operator { quote!(#library::layers::#path) } else { quote!(#path) };
        let check = check(&config, &node.layer.class().to_string(), &node.name, node.layer.path.span());
        let trainable = node.layer.trainable.as_ref().map(|value| {
            let name = trainable_name(i);
            quote!(#quiet const #name: #private::bool = #value;)
        });
        quote! {
            #trainable
            #quiet
            type #alias = #path;
            #quiet
            const #config: #private::Made<#alias> = <#alias>::args()#setters.build();
            #check
        }
    }

    fn call(&self, i: usize) -> TokenStream {
        let (quiet, private) = (quiet(), quote_private(self.library));
        let call = &self.network.calls[i];
        let (name, outcome) = (call_name(i), self.outcome(i, call_name));
        let node = &self.network.nodes[call.node];
        let check = check(&name, &node.layer.class().to_string(), &node.name, call.span);
        quote! {
            #quiet
            const #name: #private::Outcome = #outcome;
            #check
        }
    }

    /// The outcome of a call, from those before it under the names that `name` gives them.
    fn outcome(&self, i: usize, name: fn(usize) -> Ident) -> TokenStream {
        let private = quote_private(self.library);
        let call = &self.network.calls[i];
        let config = config_name(call.node);
        let inputs = call.inputs.iter().map(|&tensor| self.tensor(tensor, name));
        let first = self.network.calls[..i].iter().position(|earlier| earlier.node == call.node);
        let sharing = first.map(name).map(|first| quote!(.sharing(&#first)));
        let outputs = call.outputs;
        quote! {
            match #config {
                #private::Rule::Fits(layer) => match #private::gather(&[#(#inputs),*]) {
                    #private::Some(inputs) => {
                        #private::Answer(layer.rule(#private::Inputs::new(inputs.as_slice()))).outcome(#outputs) #sharing
                    }
                    #private::None => #private::Outcome::Silent,
                },
                #private::Rule::Fails(_) => #private::Outcome::Silent,
            }
        }
    }

    /// The specs of the outputs, from one constant that runs all rules in a row: types depend on it, and a chain of
    /// a constant for each call would be deeper than rustc goes when it is asked for the last one first.
    fn outputs(&self) -> TokenStream {
        let (quiet, private) = (quiet(), quote_private(self.library));
        let name = |i| format_ident!("call_{i}");
        let calls = (0..self.network.calls.len()).map(|i| {
            let (call, outcome) = (name(i), self.outcome(i, name));
            quote!(let #call = #outcome;)
        });
        let outputs = self.network.outputs.iter().map(|&tensor| self.tensor(tensor, name));
        let count = self.network.outputs.len();
        quote! {
            #quiet
            const __OUTPUTS: [#private::Option<#private::Spec>; #count] = {
                #(#calls)*
                [#(#outputs),*]
            };
        }
    }

    fn claims(&self) -> TokenStream {
        let private = quote_private(self.library);
        let claim = self.network.claims.iter().map(|claim| {
            let (shape, given) = (self.shape(&claim.shape), self.tensor(claim.tensor, call_name));
            let span = claim.shape.span;
            let layer = claim.layer.to_string();
            quote_spanned!(span=> const _: () = #private::check_claim(#layer, #shape, #given);)
        });
        quote!(#(#claim)*)
    }

    /// The spec of a tensor as a constant, if it has one.
    fn tensor(&self, tensor: Tensor, name: fn(usize) -> Ident) -> TokenStream {
        let private = quote_private(self.library);
        match tensor {
            Tensor::Input(i) => {
                let name = input_name(i);
                quote!(#name.tensor(0))
            }
            Tensor::Output { call, index } => {
                let name = name(call);
                quote!(#name.tensor(#index))
            }
            Tensor::Unknown => quote!(#private::None),
        }
    }

    /// The traits of a model and its constructor.
    fn implementation(&self, name: &Ident, text: &str) -> TokenStream {
        let Self { library, network } = self;
        let private = quote_private(library);
        let inputs: Vec<TokenStream> =
            (0..network.inputs.len()).map(|i| self.tensor(Tensor::Input(i), call_name)).collect();
        let outputs: Vec<TokenStream> = (0..network.outputs.len()).map(|i| quote!(__OUTPUTS[#i])).collect();
        let input_type = one_or_tuple(inputs.iter().map(|tensor| shape_type(&private, tensor)).collect());
        let output_type = one_or_tuple(outputs.iter().map(|tensor| shape_type(&private, tensor)).collect());
        let head_type = one_or_tuple(outputs.iter().map(|tensor| head_type(&private, tensor)).collect());
        let fields = self.field_names();
        let build = network.nodes.iter().enumerate().map(|(i, node)| {
            let (alias, config, name) = (type_name(i), config_name(i), node.name.to_string());
            let first = network.calls.iter().position(|call| call.node == i).map(call_name);
            let outcome = first.map_or_else(|| quote!(#private::Outcome::Silent), |first| quote!(#first));
            let trainable = trainable(i, node);
            quote!(#private::build::<#alias>(#config, #name, &#outcome, #trainable))
        });
        let first_calls: Vec<(usize, Ident)> = (0..network.nodes.len())
            .filter_map(|node| {
                Some((node, call_name(network.calls.iter().position(|call| call.node == node)?)))
            })
            .collect();
        let params = first_calls.iter().map(|(_, call)| quote!(#call.params()));
        let trainable_params = first_calls.iter().map(|(i, call)| {
            let trainable = trainable(*i, &network.nodes[*i]);
            quote!(#call.trainable_params(#trainable))
        });
        let calls: Vec<Ident> = (0..network.calls.len()).map(call_name).collect();
        let wires = self.wires();
        let input_names = network.inputs.iter().map(|input| &input.name);
        let output_names = network.outputs.iter().map(|tensor| match *tensor {
            Tensor::Output { call, .. } => network.nodes[network.calls[call].node].name.to_string(),
            Tensor::Input(input) => network.inputs[input].name.clone(),
            Tensor::Unknown => String::new(),
        });
        let forward = self.forward(text);
        quote! {
            #[automatically_derived]
            impl #library::Model for #name {
                type Input = #input_type;
                type Output = #output_type;
                type Head = #head_type;

                fn name(&self) -> &#private::str { #text }

                fn inputs(&self) -> #private::Specs { <Self as #library::Checked>::INPUTS }

                fn outputs(&self) -> #private::Specs { <Self as #library::Checked>::OUTPUTS }

                fn input_names(&self) -> #private::Vec<&#private::str> { #private::vec![#(#input_names),*] }

                fn output_names(&self) -> #private::Vec<&#private::str> { #private::vec![#(#output_names),*] }

                fn nodes(&self) -> #private::Vec<&dyn #private::Node> { #private::vec![#(&self.#fields),*] }

                fn nodes_mut(&mut self) -> #private::Vec<&mut dyn #private::Node> { #private::vec![#(&mut self.#fields),*] }

                fn wires(&self) -> #private::Option<&'static [#private::Wire]> { #wires }

                fn call(&self, inputs: &[#private::Tensor], pass: &#private::Pass) -> #private::Outputs { #forward }
            }

            #[automatically_derived]
            impl #library::Checked for #name {
                const INPUTS: #private::Specs = #private::gather_or_unknown(&[#(#inputs),*]);
                const OUTPUTS: #private::Specs = #private::gather_or_unknown(&[#(#outputs),*]);
                const PARAMS: #private::usize = 0 #(+ #params)*;
                const TRAINABLE_PARAMS: #private::usize = 0 #(+ #trainable_params)*;
                const FLOPS: #private::u64 = 0 #(+ #calls.flops())*;
                const ACTIVATION_BYTES: #private::usize = 0 #(+ #calls.activation_bytes())*;
            }

            #[automatically_derived]
            impl #name {
                /// A model with freshly initialized weights.
                #[allow(dead_code)]
                pub fn new() -> Self {
                    Self { #(#fields: #build),* }
                }
            }

            #[automatically_derived]
            impl #private::Default for #name {
                fn default() -> Self { Self::new() }
            }
        }
    }

    /// Which tensors each call takes, for the summary.
    fn wires(&self) -> TokenStream {
        let private = quote_private(self.library);
        if self.network.kind == "sequential" {
            return quote!(#private::None);
        }
        let wire = self.network.calls.iter().map(|call| {
            let node = call.node;
            let inputs = call.inputs.iter().map(|tensor| match tensor {
                Tensor::Input(i) => quote!(#private::Source::Input(#i)),
                Tensor::Output { call, index } => quote!(#private::Source::Call(#call, #index)),
                Tensor::Unknown => quote!(#private::Source::Input(0)),
            });
            quote!(#private::Wire { node: #node, inputs: &[#(#inputs),*] })
        });
        quote!(#private::Some(&[#(#wire),*]))
    }

    /// The body of `call`: one line for each call of a layer.
    fn forward(&self, name: &str) -> TokenStream {
        let private = quote_private(self.library);
        let inputs: Vec<Ident> = (0..self.network.inputs.len()).map(|i| format_ident!("input_{i}")).collect();
        let value = |tensor: &Tensor| match *tensor {
            Tensor::Input(i) => {
                let name = &inputs[i];
                quote!(#name.clone())
            }
            Tensor::Output { call, index } => {
                let name = format_ident!("call_{call}");
                quote!(#name.tensor(#index))
            }
            Tensor::Unknown => quote!(pass.unknown()),
        };
        let calls = self.network.calls.iter().enumerate().map(|(i, call)| {
            let (result, field) = (format_ident!("call_{i}"), &self.network.nodes[call.node].name);
            let arguments = call.inputs.iter().map(value);
            quote!(let #result = #private::Node::call(&self.#field, &[#(#arguments),*], pass);)
        });
        let outputs = self.network.outputs.iter().map(value);
        let (takes, gives) = (inputs.len(), self.network.outputs.len());
        quote! {
            let [#(#inputs),*] = inputs else {
                return pass.wrong_number_of_inputs(#name, inputs.len(), #takes, #gives);
            };
            #(#calls)*
            #private::Outputs::new([#(#outputs),*])
        }
    }
}

/// The free constant that reports a fault: every token has the span of the layer's name.
fn check(outcome: &Ident, class: &str, name: &Ident, span: Span) -> TokenStream {
    let (name, outcome) = (at(name, span), at(outcome, span));
    quote_spanned! {span=>
        const _: () = {
            #[allow(dead_code, non_upper_case_globals, clippy::all, clippy::pedantic)]
            const #name: () = #outcome.check(#class);
        };
    }
}

/// The same word with another span.
fn at(word: &Ident, span: Span) -> Ident {
    Ident::new(&word.to_string(), span)
}

/// The type of a tensor's shape, or of what its last axis means, picked by the constants of its spec.
fn shape_type(private: &TokenStream, tensor: &TokenStream) -> TokenStream {
    let dims = (0..5usize).map(|axis| quote!({ #private::dim_code(#tensor, #axis) }));
    quote!(<#private::Pick<{ #private::rank_code(#tensor) }, { #private::is_int(#tensor) }, #(#dims),*> as #private::Select>::Shape)
}

fn head_type(private: &TokenStream, tensor: &TokenStream) -> TokenStream {
    quote!(<#private::PickHead<{ #private::head_code(#tensor) }> as #private::SelectHead>::Head)
}

/// One type, or a tuple of several.
fn one_or_tuple(mut types: Vec<TokenStream>) -> TokenStream {
    if types.len() == 1 { types.remove(0) } else { quote!((#(#types,)*)) }
}

fn quote_private(library: &TokenStream) -> TokenStream {
    quote!(#library::__private)
}

fn input_name(i: usize) -> Ident {
    format_ident!("__INPUT_{i}")
}

fn type_name(i: usize) -> Ident {
    format_ident!("__Layer{i}")
}

fn config_name(i: usize) -> Ident {
    format_ident!("__CONFIG_{i}")
}

fn call_name(i: usize) -> Ident {
    format_ident!("__CALL_{i}")
}

fn trainable_name(i: usize) -> Ident {
    format_ident!("__TRAINABLE_{i}")
}

/// Whether the weights of a layer are trained: the constant of its argument, or yes.
fn trainable(i: usize, node: &Node) -> TokenStream {
    match node.layer.trainable {
        Some(_) => trainable_name(i).into_token_stream(),
        None => quote!(true),
    }
}
