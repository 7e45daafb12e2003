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
