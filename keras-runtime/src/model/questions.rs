//! Shape inference of a whole model: which calls its layers are asked about, as data, and what they answer.

use crate::layer::{Inner, Outcome};
use crate::model::wiring::wired;
use crate::model::{Answers, Source, Wire};
use crate::shape::{ShapeResult, Spec, Specs};

/// Question to the rule of a layer about a call, as a row of numbers: data of which rustc reads thousands in no time.
///
/// | | |
/// | --- | --- |
/// | 0 | which arguments the layer has: what is unrolled has those of the first time |
/// | 1 | how many tensors are waited for |
/// | 2 | how many layers are inside it |
/// | 3 | which call is the layer's first |
/// | 4 | the last call before of the same arguments, which gave the same if it was given the same; itself if there is none |
/// | 5 | 1 where the arguments are written, which are wrong once |
pub type Question = [usize; 6];

/// The questions of a model, asked one after the other.
#[derive(Debug)]
pub struct Questions<'a, const CALLS: usize, const OUTCOMES: usize> {
    questions: &'a [Question; CALLS],
    wires: &'a [Wire],
    inputs: &'a [Option<Spec>],
    next: usize,
    answers: AllAnswers<CALLS, OUTCOMES>,
}

/// The answers to them, at the beginning of a list that is long enough.
#[derive(Debug)]
pub struct AllAnswers<const CALLS: usize, const OUTCOMES: usize> {
    outcomes: [Outcome; OUTCOMES],
    len: usize,
    places: [usize; CALLS],
}

impl<'a, const CALLS: usize, const OUTCOMES: usize> Questions<'a, CALLS, OUTCOMES> {
    /// The questions to a model of these inputs.
    pub const fn new(
        questions: &'a [Question; CALLS],
        wires: &'a [Wire],
        inputs: &'a [Option<Spec>],
    ) -> Self {
        let answers = AllAnswers { outcomes: [Outcome::Poisoned; OUTCOMES], len: 0, places: [0; CALLS] };
        Self { questions, wires, inputs, next: 0, answers }
    }

    /// The answers, when all is asked.
    pub const fn answers(self) -> AllAnswers<CALLS, OUTCOMES> {
        self.answers
    }

    /// What the next call is given, if there is one, and if that is known. A call that is given what one of the same arguments
    /// was has its answer: what is unrolled is asked once.
    pub const fn next(&mut self) -> Option<Option<Specs>> {
        while self.next < CALLS {
            self.next += 1;
            let (call, like) = (self.next - 1, self.question()[4]);
            if like == call || !self.are_given_the_same(call, like) {
                return Some(wired(self.wires, call, self.inputs, self.answers.as_answers()));
            }
            self.answers.places[call] = self.answers.places[like];
        }
        None
    }

    /// Which arguments the layer in question has.
    pub const fn arguments(&self) -> usize {
        self.question()[0]
    }

    /// How many tensors are waited for.
    pub const fn outputs(&self) -> usize {
        self.question()[1]
    }

    /// So many answers of the layers inside, from one of them on.
    pub const fn inside(&self, begin: usize, count: usize) -> Inner<'_> {
        Inner::among(&self.answers.outcomes, self.answers.len + begin, count)
    }

    /// The answer of the layer, after those of the layers inside it.
    pub const fn answer(&mut self, answer: Outcome) {
        let inside = self.question()[2];
        self.answer_inside(inside, answer);
        self.answers.places[self.next - 1] = self.answers.len + inside;
        self.answers.len += inside + 1;
    }

    /// The answer of a layer inside it.
    pub const fn answer_inside(&mut self, place: usize, answer: Outcome) {
        let [_, _, inside, first, ..] = *self.question();
        let answer = match first + 1 == self.next {
            true => answer,
            false => answer.sharing(self.answers.as_answers().inside(first, inside - place)),
        };
        self.answers.outcomes[self.answers.len + place] = answer;
    }

    /// What there is to be said of arguments that make no layer.
    pub const fn of_arguments<L>(&self, made: &ShapeResult<L>) -> Outcome {
        match self.question()[5] {
            1 => Outcome::of_arguments(made),
            _ => Outcome::Poisoned,
        }
    }

    /// The same of a layer inside another.
    pub const fn of_arguments_inside<L>(&self, made: &ShapeResult<L>) -> Outcome {
        match self.question()[3] + 1 == self.next {
            true => Outcome::of_arguments(made),
            false => Outcome::Poisoned,
        }
    }

    /// Whether two calls are given the same.
    const fn are_given_the_same(&self, call: usize, other: usize) -> bool {
        let (these, others) = (self.wires[call].inputs, self.wires[other].inputs);
        if these.len() != others.len() {
            return false;
        }
        let mut i = 0;
        while i < these.len() {
            match (these[i], others[i]) {
                (Source::Call(a, m), Source::Call(b, n))
                    if self.answers.places[a] == self.answers.places[b] && m == n => {}
                (this, other) => match (self.tensor(this), self.tensor(other)) {
                    (Some(this), Some(other)) if this.is(other) => {}
                    _ => return false,
                },
            }
            i += 1;
        }
        true
    }

    const fn tensor(&self, source: Source) -> Option<&Spec> {
        match source {
            Source::Input(input) if input < self.inputs.len() => self.inputs[input].as_ref(),
            Source::Input(_) => None,
            Source::Call(call, output) => self.answers.as_answers().of(call).output(output),
        }
    }

    const fn question(&self) -> &Question {
        &self.questions[self.next - 1]
    }
}

impl<const CALLS: usize, const OUTCOMES: usize> AllAnswers<CALLS, OUTCOMES> {
    /// The answers.
    pub const fn as_answers(&self) -> Answers<'_> {
        Answers { outcomes: &self.outcomes, places: &self.places }
    }

    /// How many outcomes there are.
    pub const fn count(&self) -> usize {
        self.len
    }

    /// So many outcomes, which is all: the rest of the list would only be carried along.
    pub const fn outcomes<const COUNT: usize>(&self) -> [Outcome; COUNT] {
        let (mut outcomes, mut i) = ([Outcome::Poisoned; COUNT], 0);
        while i < COUNT {
            outcomes[i] = self.outcomes[i];
            i += 1;
        }
        outcomes
    }

    /// Where the outcome of each call stands among them.
    pub const fn places(&self) -> [usize; CALLS] {
        self.places
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::Dense;
    use crate::shape::Shape;

    const DENSE: ShapeResult<Dense> = Dense::args().units([4]).build();

    /// A layer that is unrolled three times, each on what the one before gives.
    const fn unrolled(input: usize) -> AllAnswers<3, 3> {
        let wires = &[
            Wire { node: 0, inputs: &[Source::Input(0)] },
            Wire { node: 1, inputs: &[Source::Call(0, 0)] },
            Wire { node: 2, inputs: &[Source::Call(1, 0)] },
        ];
        let inputs = [Some(Spec::new(Shape::known(&[input])))];
        let table = &[[0, 1, 0, 0, 0, 1], [0, 1, 0, 1, 0, 1], [0, 1, 0, 2, 1, 1]];
        let mut questions = Questions::new(table, wires, &inputs);
        while let Some(given) = questions.next() {
            let answer = match &DENSE {
                ShapeResult::Ok(dense) => dense.__answer(&given, Inner::NONE, questions.outputs()),
                made => questions.of_arguments(made),
            };
            questions.answer(answer);
        }
        questions.answers()
    }

    #[test]
    fn what_is_unrolled_is_asked_again_only_where_it_is_given_something_else() {
        let answers = unrolled(7);
        // The activation of `Dense` tells the second from the first, whose input was one of the model.
        assert_eq!(answers.places(), [0, 1, 1]);
        assert_eq!(answers.count(), 2);
        let params: Vec<usize> = (0..3).map(|call| answers.as_answers().of(call).params()).collect();
        assert_eq!(params, [7 * 4 + 4, 4 * 4 + 4, 4 * 4 + 4]);
    }

    #[test]
    fn answers_that_are_needed_no_more_are_left_behind() {
        let outcomes: [Outcome; 2] = unrolled(4).outcomes();
        assert!(outcomes.iter().all(|outcome| outcome.params() == 20));
    }
}
