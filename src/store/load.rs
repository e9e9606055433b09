//! How a page gets its data: asked for once, shown, or asked for again.

use std::any::Any;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use cobro_wire::ProblemCode;
use leptos::prelude::*;

use crate::api::ApiError;
use crate::browser::listener::Listener;
use crate::components::button::{ButtonKind, button};
use crate::components::notice::{Tone, notice};
use crate::element::Element;
use crate::store::not_found::not_found;
use crate::task::spawn;
use crate::words::{Said, Words, use_words};

/// What became of a question to the server. The answer's type is known to its [`Loader`] alone:
/// one machine for all of them keeps the program small.
#[derive(Clone)]
enum Load {
    /// No answer yet.
    Waiting,
    /// The answer.
    Ready(Anything),
    /// There is none.
    Failed(ApiError),
}

type Anything = Arc<dyn Any + Send + Sync>;
type Question = Pin<Box<dyn Future<Output = Result<Anything, ApiError>>>>;

/// A question to the server, its answer, and a way to ask again.
pub struct Loader<T> {
    answer: RwSignal<Load>,
    ask: Callback<()>,
    kind: PhantomData<fn() -> T>,
}

impl<T> Copy for Loader<T> {}

impl<T> Clone for Loader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + Send + Sync + 'static> Loader<T> {
    /// Asks at once, and again whenever the network comes back after a question without answer.
    pub fn new<F>(question: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<T, ApiError>> + 'static,
    {
        let boxed = move || -> Question {
            let question = question();
            Box::pin(async move { question.await.map(|value| -> Anything { Arc::new(value) }) })
        };
        let (answer, ask) = start(Box::new(boxed));
        Self {
            answer,
            ask,
            kind: PhantomData,
        }
    }

    /// Asks again. What is known stays known meanwhile.
    pub fn ask(&self) {
        self.ask.run(());
    }

    /// Takes an answer that came another way.
    pub fn set(&self, value: T) {
        self.answer.set(Load::Ready(Arc::new(value)));
    }

    /// The answer, if it is there.
    #[must_use]
    pub fn ready(&self) -> Option<T> {
        self.answer.with(|answer| match answer {
            Load::Ready(value) => value.downcast_ref().cloned(),
            Load::Waiting | Load::Failed(_) => None,
        })
    }

    /// Why there is no answer, if it has failed.
    #[must_use]
    pub fn failed(&self) -> Option<ApiError> {
        self.answer.with(|answer| match answer {
            Load::Failed(error) => Some(error.clone()),
            Load::Waiting | Load::Ready(_) => None,
        })
    }
}

/// Asks at once; gives the answer's place and what asks again.
fn start(question: Box<dyn Fn() -> Question + Send + Sync>) -> (RwSignal<Load>, Callback<()>) {
    let answer = RwSignal::new(Load::Waiting);
    let ask = Callback::new(move |()| {
        let question = question();
        spawn(async move {
            let said = match question.await {
                Ok(value) => Load::Ready(value),
                Err(error) => Load::Failed(error),
            };
            // The page may have been left meanwhile.
            answer.try_set(said);
        });
    });
    let again = move |_| {
        if answer.with_untracked(|answer| matches!(answer, Load::Failed(ApiError::NoAnswer))) {
            ask.run(());
        }
    };
    Listener::new(&window(), "online", again).keep();
    ask.run(());
    (answer, ask)
}

/// What to say of a call that failed.
#[must_use]
pub fn said(error: &ApiError, words: &'static Words) -> Said {
    match error {
        ApiError::NoAnswer if !window().navigator().on_line() => words.offline,
        ApiError::NoAnswer => words.unreachable,
        ApiError::Problem(problem) => match problem.code {
            ProblemCode::CardRefused => words.card_refused,
            ProblemCode::TooManyAttempts => words.too_many_attempts,
            ProblemCode::NotFound => words.not_found,
            ProblemCode::InvalidRequest
            | ProblemCode::NoSession
            | ProblemCode::NotGenuine
            | ProblemCode::AuthenticationMismatch
            | ProblemCode::CrossSite
            | ProblemCode::MethodNotAllowed
            | ProblemCode::IdempotencyKeyMissing
            | ProblemCode::IdempotencyKeyInUse
            | ProblemCode::IdempotencyKeyReused
            | ProblemCode::ContactMissing
            | ProblemCode::AttemptLive
            | ProblemCode::AttemptReused
            | ProblemCode::OrderClosed
            | ProblemCode::NoDefaultCard
            | ProblemCode::NoChallenge
            | ProblemCode::ProviderUnavailable
            | ProblemCode::Internal => words.trouble,
        },
    }
}

/// What is said of a call that failed, as a notice that is read out when it comes.
#[must_use]
pub fn failed_notice(said: Said) -> Element {
    alert(said, None)
}

fn alert(said: Said, action: Option<Element>) -> Element {
    notice(Tone::Bad, said.title, said.text, action).attr("role", "alert")
}

/// A page's content when its data did not come: not found, or a notice with a way to ask again,
/// which is read out when it comes.
#[must_use]
pub fn failure(error: &ApiError, on_retry: impl Fn() + 'static) -> Element {
    let words = use_words();
    if matches!(error, ApiError::Problem(problem) if problem.code == ProblemCode::NotFound) {
        return not_found();
    }
    let said = said(error, words);
    let again = button(ButtonKind::Quiet)
        .small()
        .press(on_retry)
        .says(words.retry);
    alert(said, Some(again))
}
