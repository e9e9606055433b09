//! The stage that every test builds on: a container of its own, a stand-in for the provider's
//! script, and waiting for a condition with a bound.

use std::cell::RefCell;
use std::rc::Rc;

use cobro::browser::component_script::options::{InputType, Look, Options, Theme};
use cobro::browser::component_script::{FormEvent, Mount, load};
use cobro_wire::{
    Attempt, AttemptId, AttemptStatus, Challenge, Component, Currency, Locale, Money, Order,
    OrderId, OrderStatus, PublicConfig, Receipt,
};
use js_sys::{Function, JSON, Promise, Reflect};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement};

/// How long a condition may take to come true.
const BOUND_MS: f64 = 5_000.0;

/// The stand-in: it records its argument and appends a form to its target, as the provider does.
pub(crate) const STAND_IN: &str = "
    window.cobroCalls = window.cobroCalls || [];
    window.ConektaCheckoutComponents = {
        Card(argument) {
            window.cobroCalls.push(argument);
            const target = document.querySelector(argument.config.targetIFrame);
            target.append(document.createElement('form'));
        },
    };";

/// Runs JavaScript and gives its value.
pub(crate) fn js(source: &str) -> JsValue {
    js_sys::eval(&["(", source, ")"].concat()).unwrap_or_else(|error| error)
}

/// Runs JavaScript statements.
pub(crate) fn run(source: &str) {
    js_sys::eval(source).unwrap();
}

/// An address of a script with this text.
pub(crate) fn script_url(source: &str) -> String {
    let source = JSON::stringify(&source.into()).unwrap();
    let blob = format!("URL.createObjectURL(new Blob([{source}], {{ type: 'text/javascript' }}))");
    js(&blob).as_string().unwrap()
}

/// Waits for a condition, a task of the browser at a time.
pub(crate) async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let start = js_sys::Date::now();
    while !condition() {
        assert!(
            js_sys::Date::now() - start < BOUND_MS,
            "waited in vain for: {what}"
        );
        a_task().await;
    }
}

/// Lets the browser and the reactive graph do what is due.
pub(crate) async fn settle() {
    for _ in 0..3 {
        a_task().await;
    }
}

async fn a_task() {
    let later = Promise::new(&mut |resolve, _| {
        let window = web_sys::window().unwrap();
        window.set_timeout_with_callback(&resolve).unwrap();
    });
    JsFuture::from(later).await.unwrap();
}

/// A container in the page, gone with the test.
pub(crate) struct Stage {
    pub(crate) container: HtmlElement,
    view: Option<Box<dyn std::any::Any>>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let container = document
            .create_element("div")
            .unwrap()
            .unchecked_into::<HtmlElement>();
        document.body().unwrap().append_child(&container).unwrap();
        Self {
            container,
            view: None,
        }
    }

    /// A stage with a view on it.
    pub(crate) fn with_view<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self
    where
        V::State: 'static,
    {
        let mut stage = Self::new();
        let handle: UnmountHandle<_> = mount_to(stage.container.clone(), view);
        stage.view = Some(Box::new(handle));
        stage
    }

    pub(crate) fn find(&self, selector: &str) -> Option<HtmlElement> {
        self.container
            .query_selector(selector)
            .unwrap()
            .map(JsCast::unchecked_into)
    }

    pub(crate) fn count(&self, selector: &str) -> u32 {
        self.container
            .query_selector_all(selector)
            .unwrap()
            .length()
    }

    pub(crate) fn text(&self) -> String {
        self.container.text_content().unwrap_or_default()
    }

    /// Presses the button that says this.
    pub(crate) fn press(&self, label: &str) {
        let buttons = self.container.query_selector_all("button").unwrap();
        let button = (0..buttons.length())
            .filter_map(|index| buttons.item(index))
            .find(|button| button.text_content().unwrap_or_default().contains(label))
            .unwrap_or_else(|| panic!("no button says {label}: {}", self.text()));
        button.unchecked_into::<HtmlElement>().click();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.view = None;
        self.container.remove();
    }
}

/// Keeps the signals of a test as long as the page.
pub(crate) fn keep(owner: Owner) {
    Box::leak(Box::new(owner));
}

/// The element that has the focus.
pub(crate) fn focused() -> Option<Element> {
    web_sys::window()
        .unwrap()
        .document()
        .unwrap()
        .active_element()
}

/// A form of the stand-in, and what it says.
pub(crate) struct MountedForm {
    pub(crate) stage: Stage,
    mount: Option<Mount>,
    pub(crate) argument: JsValue,
    said: Rc<RefCell<Vec<FormEvent>>>,
}

impl MountedForm {
    pub(crate) async fn new(options: &Options) -> Self {
        Self::on(Stage::new(), options).await
    }

    pub(crate) async fn on(stage: Stage, options: &Options) -> Self {
        load(&script_url(STAND_IN)).await.unwrap();
        let said = Rc::new(RefCell::new(Vec::new()));
        let hears = Rc::clone(&said);
        let on_event = move |event| hears.borrow_mut().push(event);
        let mount = Mount::new(&stage.container, options, on_event).unwrap();
        let argument = js("window.cobroCalls.at(-1)");
        Self {
            stage,
            mount: Some(mount),
            argument,
            said,
        }
    }

    /// Asks it for a token.
    pub(crate) fn submit(&self) {
        self.mount.as_ref().unwrap().submit();
    }

    /// Ends the mount; the provider's form stays where it is.
    pub(crate) fn end(&mut self) {
        self.mount = None;
    }

    /// Calls a callback, as the provider would.
    pub(crate) fn call(&self, callback: &str, value: &JsValue) {
        let callbacks = Reflect::get(&self.argument, &"callbacks".into()).unwrap();
        let callback = Reflect::get(&callbacks, &callback.into()).unwrap();
        callback
            .unchecked_into::<Function>()
            .call1(&JsValue::UNDEFINED, value)
            .unwrap();
    }

    /// Gives the form a submit function.
    pub(crate) fn offer_submit(&self, function: &str) {
        self.call("onUpdateSubmitTrigger", &js(function));
    }

    /// What the form said since the last time.
    pub(crate) fn said(&self) -> Vec<FormEvent> {
        self.said.take()
    }
}

/// Options with our own button.
pub(crate) fn options() -> Options {
    Options {
        public_key: "key_test".into(),
        locale: Locale::Es,
        external_submit: true,
        look: Look {
            theme: Theme::Light,
            input_type: InputType::Minimal,
            color_primary: None,
            color_text: None,
            color_label: None,
            hide_logo: false,
            auto_resize: true,
        },
        installments: None,
    }
}

pub(crate) fn attempt_id(number: u8) -> AttemptId {
    AttemptId::from_random([number; 16])
}

pub(crate) fn order(status: OrderStatus, attempt: Option<AttemptStatus>) -> Order {
    Order {
        id: OrderId::from_random([7; 16]),
        status,
        created_at: 1_790_000_000,
        lines: Vec::new(),
        total: Money::new(20015, Currency::Mxn),
        receipt_token: None,
        contact: None,
        attempt: attempt.map(|status| Attempt {
            id: attempt_id(1),
            card: None,
            installments: None,
            status,
        }),
    }
}

pub(crate) fn receipt() -> Receipt {
    Receipt {
        paid_at: 1_790_000_001,
        authorization_code: None,
        provider_reference: "ord_1".into(),
    }
}

/// A challenge whose page is blank.
pub(crate) fn challenge() -> Challenge {
    Challenge {
        url: "about:blank".into(),
        page_url: "about:blank".into(),
        reference: "ord_1".into(),
        expires_at: 9_000_000_000,
    }
}

pub(crate) fn config(script_url: String) -> PublicConfig {
    PublicConfig {
        component: Component {
            script_url,
            host: "pay.example".into(),
            public_key: "key_test".into(),
        },
        default_locale: Locale::Es,
        challenge_origins: vec!["https://bank.example".into()],
        challenge_timeout_ms: 300_000,
        billing: false,
        cvc_for_saved_cards: false,
        installments: Vec::new(),
        sandbox: true,
    }
}
