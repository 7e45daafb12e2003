//! Elements that are made ahead on a thread of its own.

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{Builder, JoinHandle};

use super::{Elements, Pass};
use crate::training::data::too_few;
use crate::{Error, Result};

pub(super) struct Prefetch<T: Elements> {
    state: State<T>,
    size: usize,
}

enum State<T: Elements> {
    Idle(T),
    /// The thread gives the elements, and in the end what they come from.
    Running(Receiver<Result<Option<T::Item>>>, JoinHandle<T>),
    /// The thread could not be started.
    Lost,
}

impl<T: Elements + 'static> Prefetch<T> {
    pub fn new(elements: T, size: usize) -> Self {
        Self { state: State::Idle(elements), size }
    }

    fn start(&mut self) -> Result<()> {
        let State::Idle(mut elements) = std::mem::replace(&mut self.state, State::Lost) else {
            return Ok(());
        };
        let (sender, receiver) = sync_channel(self.size);
        let thread = Builder::new().name("keras-prefetch".into()).spawn(move || {
            loop {
                let element = elements.next();
                let is_last = !matches!(element, Ok(Some(_)));
                // Nobody may want it any more.
                if sender.send(element).is_err() || is_last {
                    return elements;
                }
            }
        });
        let thread = thread.map_err(|error| {
            Error::new("`Dataset`, `prefetch`", format!("no thread can be started: {error}")).caused_by(error)
        })?;
        self.state = State::Running(receiver, thread);
        Ok(())
    }

    /// What the elements come from, when the thread has ended.
    fn stop(&mut self) -> Result<&mut T> {
        self.state = match std::mem::replace(&mut self.state, State::Lost) {
            State::Running(receiver, thread) => {
                drop(receiver);
                State::Idle(thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            }
            state => state,
        };
        match &mut self.state {
            State::Idle(elements) => Ok(elements),
            _ => Err(Error::new("`Dataset`, `prefetch`", "it has failed before")),
        }
    }
}

impl<T: Elements + 'static> Elements for Prefetch<T> {
    type Item = T::Item;

    fn begin(&mut self, pass: Pass) -> Result<()> {
        self.stop()?.begin(pass)
    }

    fn next(&mut self) -> Result<Option<T::Item>> {
        // In a browser there are no threads.
        if let (State::Idle(elements), true) = (&mut self.state, cfg!(target_family = "wasm")) {
            return elements.next();
        }
        if let State::Idle(_) = self.state {
            self.start()?;
        }
        let State::Running(receiver, _) = &self.state else { return self.stop()?.next() };
        match receiver.recv() {
            Ok(element) => element,
            // The thread has ended: at the end of the pass, or by a panic, which goes on here.
            Err(_) => self.stop().map(|_| None),
        }
    }

    fn skip(&mut self, elements: usize) -> Result<()> {
        if let State::Idle(source) = &mut self.state {
            return source.skip(elements);
        }
        (0..elements).try_for_each(|skipped| self.next()?.map(drop).ok_or_else(|| too_few(elements, skipped)))
    }

    fn len(&self) -> Option<usize> {
        match &self.state {
            State::Idle(elements) => elements.len(),
            _ => None,
        }
    }
}
