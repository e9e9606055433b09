//! The provider's card component: its script is loaded once a document, and its form is mounted
//! into a container that nobody else draws in.
//!
//! The provider has no unmount and appends a form on every call. So a [`Mount`] empties its
//! container first, and what the form says after its mount was dropped, or says twice, is dropped.

pub mod answer;
pub mod options;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use cobro_wire::TokenId;
use js_sys::{Function, Object, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlScriptElement};

use super::{document, read, window};
use answer::{CardError, read_error, read_token};
use options::Options;

use crate::task::spawn;

/// How long the provider's script may take.
pub const SCRIPT_TIMEOUT_MS: u32 = 15_000;

/// Why there is no card form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MountError {
    /// The script did not come: blocked, unreachable, or too late.
    Script,
    /// The script came, and does not define what it should.
    Global,
    /// The component threw.
    Component,
}

/// What the form says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormEvent {
    /// It can be filled in.
    Ready,
    /// It made a token.
    Token(TokenId),
    /// It made none.
    Failed(CardError),
    /// The shopper chose to pay in so many months.
    Installments(u8),
}

/// A script that loads, or has loaded.
#[derive(Clone)]
struct Script {
    url: String,
    element: HtmlScriptElement,
    loaded: Promise,
}

thread_local! {
    static SCRIPT: RefCell<Option<Script>> = const { RefCell::new(None) };
    static MOUNTS: Cell<u32> = const { Cell::new(0) };
}

/// Loads the provider's script, once a document. After a failure the next call tries anew.
///
/// # Errors
/// The script did not come, or does not define the component.
pub async fn load(url: &str) -> Result<(), MountError> {
    let script = match SCRIPT
        .with_borrow(Clone::clone)
        .filter(|script| script.url == url)
    {
        Some(script) => script,
        None => {
            let script = insert_script(url).map_err(|_| MountError::Script)?;
            SCRIPT.set(Some(script.clone()));
            script
        }
    };
    let result = match JsFuture::from(script.loaded.clone()).await {
        Ok(_) => card_function().map(drop),
        Err(_) => Err(MountError::Script),
    };
    if result.is_err() {
        script.element.remove();
        SCRIPT.with_borrow_mut(|known| {
            known.take_if(|known| known.element == script.element);
        });
    }
    result
}

/// The element that loads the script. Its promise settles by whichever comes first of load, error
/// and time-out.
fn insert_script(url: &str) -> Result<Script, JsValue> {
    let element: HtmlScriptElement = document().create_element("script")?.unchecked_into();
    element.set_src(url);
    element.set_async(true);
    element.set_cross_origin(Some("anonymous"));
    let ms = i32::try_from(SCRIPT_TIMEOUT_MS).unwrap_or(i32::MAX);
    let loaded = Promise::new(&mut |resolve, reject| {
        // The browser keeps these functions, and a promise settles once: nothing is left over.
        drop(element.add_event_listener_with_callback("load", &resolve));
        drop(element.add_event_listener_with_callback("error", &reject));
        drop(window().set_timeout_with_callback_and_timeout_and_arguments_0(&reject, ms));
    });
    document()
        .head()
        .ok_or(JsValue::NULL)?
        .append_child(&element)?;
    Ok(Script {
        url: url.to_owned(),
        element,
        loaded,
    })
}

/// `ConektaCheckoutComponents.Card`, and the object that it belongs to.
fn card_function() -> Result<(JsValue, Function), MountError> {
    let components =
        read::field(&window(), "ConektaCheckoutComponents").ok_or(MountError::Global)?;
    let card = read::field(&components, "Card").and_then(|card| card.dyn_into::<Function>().ok());
    Ok((components, card.ok_or(MountError::Global)?))
}

/// What a mounted form still may say.
struct Gate {
    /// Whether the mount still lives.
    open: Cell<bool>,
    /// Whether the form only answers [`Mount::submit`].
    asked_only: bool,
    /// Whether it owes an answer.
    awaited: Cell<bool>,
    /// The last token, which a second call of the same callback repeats.
    last_token: RefCell<Option<TokenId>>,
    /// The form's own submit function, the latest one.
    submit: RefCell<Option<Function>>,
    on_event: Box<dyn Fn(FormEvent)>,
}

impl Gate {
    fn tell(&self, event: FormEvent) {
        if self.open.get() {
            (self.on_event)(event);
        }
    }

    /// Passes on an answer that is owed, or one that the form's own button gave for the first time.
    fn answer(&self, event: FormEvent) {
        let awaited = self.awaited.replace(false);
        if self.asked_only && !awaited {
            return;
        }
        if let FormEvent::Token(token) = &event
            && self.last_token.replace(Some(token.clone())).as_ref() == Some(token)
        {
            return;
        }
        self.tell(event);
    }

    fn fail(&self, error: &JsValue) {
        self.answer(FormEvent::Failed(read_error(error)));
    }
}

/// A form in the page. Dropping it ends what it says, though the provider leaves it standing.
pub struct Mount {
    gate: Rc<Gate>,
}

impl Mount {
    /// Mounts the form into the container, which is emptied first. The script must have loaded.
    ///
    /// # Errors
    /// The script's component is missing, or threw.
    pub fn new(
        container: &Element,
        options: &Options,
        on_event: impl Fn(FormEvent) + 'static,
    ) -> Result<Self, MountError> {
        let (components, card) = card_function()?;
        let number = MOUNTS.replace(MOUNTS.get().wrapping_add(1));
        let id = ["cobro-card-form-", &number.to_string()].concat();
        let target = document()
            .create_element("div")
            .map_err(|_| MountError::Component)?;
        target.set_id(&id);
        container.replace_children_with_node_1(&target);
        let gate = Rc::new(Gate {
            open: Cell::new(true),
            asked_only: options.external_submit,
            awaited: Cell::new(false),
            last_token: RefCell::new(None),
            submit: RefCell::new(None),
            on_event: Box::new(on_event),
        });
        let argument = options.argument(&["#", &id].concat(), &callbacks(&gate));
        match card.call1(&components, &argument) {
            Ok(_) => Ok(Self { gate }),
            Err(_) => Err(MountError::Component),
        }
    }

    /// Asks the form for a token, by the submit function that it gave last. It answers with a token
    /// or a failure, once.
    pub fn submit(&self) {
        self.gate.awaited.set(true);
        let submit = self.gate.submit.borrow().clone();
        let called = match submit {
            Some(submit) => submit.call0(&JsValue::UNDEFINED),
            None => Err(JsValue::UNDEFINED),
        };
        let gate = Rc::clone(&self.gate);
        match called {
            Ok(result) => {
                if let Ok(promise) = result.dyn_into::<Promise>() {
                    spawn(async move {
                        if let Err(error) = JsFuture::from(promise).await {
                            gate.fail(&error);
                        }
                    });
                }
            }
            Err(error) => gate.fail(&error),
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        self.gate.open.set(false);
    }
}

/// The callbacks of one mount. The form may call them as long as the document lives, so they belong
/// to JavaScript's collector.
fn callbacks(gate: &Rc<Gate>) -> Object {
    let callbacks = Object::new();
    let add = |name: &str, run: fn(&Gate, JsValue)| {
        let gate = Rc::clone(gate);
        let callback = Closure::<dyn Fn(JsValue)>::new(move |value| run(&gate, value));
        read::set(&callbacks, name, callback.into_js_value());
    };
    add("onCreateTokenSucceeded", |gate, value| {
        match read_token(&value) {
            Some(token) => gate.answer(FormEvent::Token(token)),
            None => gate.fail(&JsValue::UNDEFINED),
        }
    });
    add("onCreateTokenError", |gate, error| gate.fail(&error));
    add("onFormError", |gate, error| gate.fail(&error));
    add("onErrorPayment", |gate, error| gate.fail(&error));
    add("onGetInfoSuccess", |gate, _| gate.tell(FormEvent::Ready));
    add("onUpdateSubmitTrigger", |gate, submit| {
        if let Ok(submit) = submit.dyn_into::<Function>() {
            gate.submit.replace(Some(submit));
        }
    });
    add("onEventListener", |gate, event| {
        if let Some(months) = answer::read_installments(&event) {
            gate.tell(FormEvent::Installments(months));
        }
    });
    callbacks
}
