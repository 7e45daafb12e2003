//! `if`, decided while the graph is unrolled: by what is written in it, such as what a block is given.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{BinOp, Expr, ExprIf, ExprLit, Lit, UnOp};

use super::builder::Builder;
use super::scope::Value;
use super::substitute::all_words;
use super::value::word;
use crate::parse::statements;
use crate::word::Word;

/// What a condition compares.
#[derive(PartialEq, PartialOrd)]
enum Constant {
    Bool(bool),
    Number(f64),
    Word(String),
}

impl Builder<'_> {
    /// The value of the branch that is taken.
    pub fn chosen(&mut self, choice: &ExprIf) -> Value {
        let Some(is_met) = self.condition(choice) else { return Value::Unknown };
        match (is_met, &choice.else_branch) {
            (true, _) => {
                let body = statements(
                    choice.then_branch.stmts.iter().map(ToTokens::to_token_stream).collect(),
                    self.errors,
                );
                self.inner_block(&body, &choice.then_branch)
            }
            (false, Some((_, other))) => self.value(other),
            (false, None) => {
                self.errors.on(choice, "this `if` has no value: it is not met, and has no `else`");
                Value::Unknown
            }
        }
    }

    /// Runs the branch that is taken, for what it assigns.
    pub fn choose(&mut self, choice: &ExprIf) {
        let Some(is_met) = self.condition(choice) else { return };
        let taken = match (is_met, &choice.else_branch) {
            (true, _) => &choice.then_branch,
            (false, Some((_, other))) => match &**other {
                Expr::If(choice) => return self.choose(choice),
                Expr::Block(block) => &block.block,
                _ => return,
            },
            (false, None) => return,
        };
        let body = statements(taken.stmts.iter().map(ToTokens::to_token_stream).collect(), self.errors);
        self.scope.enter(false);
        body.iter().for_each(|statement| self.statement(statement));
        self.scope.leave(self.errors);
    }

    /// Whether the condition is met; what the other branch uses counts as used.
    fn condition(&mut self, choice: &ExprIf) -> Option<bool> {
        let ExprIf { cond, then_branch, else_branch, .. } = choice;
        let complain = |word: &Ident, kind: &str| {
            format!("`{word}` is {kind}: a graph is the same for all data, which decide nothing")
        };
        let replaced = self.replaced(cond, complain)?;
        self.compares_what_is_known(cond)?;
        let decided = match constant(&replaced) {
            Some(Constant::Bool(is_met)) => Some(is_met),
            _ => {
                let message = "the macro does not know this: an `if` is decided by what is written in the graph, \
                    such as what a block is given";
                self.errors.on(cond, message);
                None
            }
        };
        let mut unseen =
            all_words(else_branch.as_ref().map(|(_, other)| other.to_token_stream()).unwrap_or_default());
        unseen.extend(all_words(then_branch.to_token_stream()));
        for word in unseen {
            self.scope.get(&word);
        }
        decided
    }
}

impl Builder<'_> {
    /// An error for a name that nothing is called and nothing can be compared with: a misspelt one would be a word, which
    /// differs from everything.
    fn compares_what_is_known(&mut self, condition: &Expr) -> Option<()> {
        match condition {
            Expr::Paren(paren) => self.compares_what_is_known(&paren.expr),
            Expr::Group(group) => self.compares_what_is_known(&group.expr),
            Expr::Unary(unary) => self.compares_what_is_known(&unary.expr),
            Expr::Binary(binary) => match binary.op {
                BinOp::And(_) | BinOp::Or(_) => {
                    self.compares_what_is_known(&binary.left)?;
                    self.compares_what_is_known(&binary.right)
                }
                BinOp::Eq(_) | BinOp::Ne(_) => self.is_comparable(&binary.left, &binary.right),
                _ => Some(()),
            },
            _ => Some(()),
        }
    }

    fn is_comparable(&mut self, left: &Expr, right: &Expr) -> Option<()> {
        let names = [left, right].map(|side| self.unknown_name(side));
        let name = match names {
            [Some(name), None] if is_written_out(right) => name,
            [None, Some(name)] if is_written_out(left) => name,
            // Of two, the one that is like something, or the first.
            [Some(name), Some(other)] => {
                if self.scope.meant(&name).is_empty() && !self.scope.meant(&other).is_empty() {
                    other
                } else {
                    name
                }
            }
            _ => return Some(()),
        };
        let message = format!("`{name}` is not defined here{}", self.scope.meant(&name));
        self.errors.at(name.span(), message);
        None
    }

    /// A word that stands for itself.
    fn unknown_name(&mut self, side: &Expr) -> Option<Ident> {
        let name = word(side).cloned()?;
        let is_constant = name.text().starts_with(char::is_uppercase) || name == "true" || name == "false";
        (!is_constant && self.scope.get(&name).is_none()).then_some(name)
    }
}

/// Whether the value of an expression stands there, as that of `2` and of `None`.
fn is_written_out(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(literal) => !matches!(literal.lit, Lit::Str(_)),
        Expr::Unary(unary) => is_written_out(&unary.expr),
        Expr::Paren(paren) => is_written_out(&paren.expr),
        Expr::Infer(_) => true,
        Expr::Path(_) => word(expr).is_some_and(|name| name.text().starts_with(char::is_uppercase)),
        _ => false,
    }
}

/// The value of an expression that is written out.
fn constant(expr: &Expr) -> Option<Constant> {
    Some(match expr {
        Expr::Paren(paren) => constant(&paren.expr)?,
        Expr::Group(group) => constant(&group.expr)?,
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Bool(value) => Constant::Bool(value.value),
            Lit::Int(number) => Constant::Number(number.base10_parse().ok()?),
            Lit::Float(number) => Constant::Number(number.base10_parse().ok()?),
            Lit::Str(text) => Constant::Word(text.value()),
            _ => return None,
        },
        Expr::Path(_) => match word(expr)?.text().as_str() {
            "True" => Constant::Bool(true),
            "False" => Constant::Bool(false),
            // A constant of the program: its value is rustc's.
            word if word.starts_with(char::is_uppercase) && word != "None" => return None,
            word => Constant::Word(word.to_owned()),
        },
        Expr::Infer(_) => Constant::Word("None".to_owned()),
        Expr::Unary(unary) => match (unary.op, constant(&unary.expr)?) {
            (UnOp::Not(_), Constant::Bool(value)) => Constant::Bool(!value),
            (UnOp::Neg(_), Constant::Number(number)) => Constant::Number(-number),
            _ => return None,
        },
        Expr::Binary(binary) => operation(&binary.op, constant(&binary.left)?, constant(&binary.right)?)?,
        _ => return None,
    })
}

fn operation(op: &BinOp, left: Constant, right: Constant) -> Option<Constant> {
    use Constant::{Bool, Number};
    Some(match (op, &left, &right) {
        (BinOp::Eq(_), _, _) => Bool(left == right),
        (BinOp::Ne(_), _, _) => Bool(left != right),
        (BinOp::And(_), Bool(a), Bool(b)) => Bool(*a && *b),
        (BinOp::Or(_), Bool(a), Bool(b)) => Bool(*a || *b),
        (BinOp::Lt(_), Number(a), Number(b)) => Bool(a < b),
        (BinOp::Le(_), Number(a), Number(b)) => Bool(a <= b),
        (BinOp::Gt(_), Number(a), Number(b)) => Bool(a > b),
        (BinOp::Ge(_), Number(a), Number(b)) => Bool(a >= b),
        (BinOp::Add(_), Number(a), Number(b)) => Number(a + b),
        (BinOp::Sub(_), Number(a), Number(b)) => Number(a - b),
        (BinOp::Mul(_), Number(a), Number(b)) => Number(a * b),
        (BinOp::Rem(_), Number(a), Number(b)) => Number(a % b),
        _ => return None,
    })
}
