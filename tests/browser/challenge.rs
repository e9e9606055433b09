//! Which messages end a challenge, and that nothing else does.

use std::cell::RefCell;
use std::rc::Rc;

use cobro::browser::challenge_frame::listen;
use cobro::browser::listener::Listener;
use cobro::checkout::message::Rules;
use cobro_wire::ChallengeEnd;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlIFrameElement, MessageEvent, MessageEventInit, Window};

use crate::support::{Stage, js, until};

const BANK: &str = "https://bank.example";
const PAID: &str = "{ order_id: 'ord_1', payment_status: 'paid' }";

/// A frame that is listened to.
struct Bank {
    stage: Stage,
    frame: HtmlIFrameElement,
    listener: Option<Listener>,
    ends: Rc<RefCell<Vec<ChallengeEnd>>>,
}

impl Bank {
    fn new() -> Self {
        Self::with_origin(BANK)
    }

    fn with_origin(origin: &str) -> Self {
        let stage = Stage::new();
        stage
            .container
            .set_inner_html("<iframe></iframe><iframe></iframe>");
        let frame: HtmlIFrameElement = stage.find("iframe").unwrap().unchecked_into();
        let rules = Rules {
            origins: vec![origin.into()],
            reference: "ord_1".into(),
        };
        let ends = Rc::new(RefCell::new(Vec::new()));
        let hears = Rc::clone(&ends);
        let listener = listen(frame.clone(), rules, move |report| {
            hears.borrow_mut().push(report.end);
        });
        Self {
            stage,
            frame,
            listener: Some(listener),
            ends,
        }
    }

    fn window(&self) -> Window {
        self.frame.content_window().unwrap()
    }

    fn other_window(&self) -> Window {
        let frame: HtmlIFrameElement = self
            .stage
            .find("iframe:last-child")
            .unwrap()
            .unchecked_into();
        frame.content_window().unwrap()
    }

    fn hear(&self, source: Option<&Window>, origin: &str, data: &JsValue) {
        let init = MessageEventInit::new();
        init.set_data(data);
        init.set_origin(origin);
        init.set_source(source.map(AsRef::as_ref));
        let event = MessageEvent::new_with_event_init_dict("message", &init).unwrap();
        web_sys::window().unwrap().dispatch_event(&event).unwrap();
    }

    fn ends(&self) -> Vec<ChallengeEnd> {
        self.ends.borrow().clone()
    }
}

#[wasm_bindgen_test]
fn a_message_of_the_frame_ends_the_challenge_as_an_object_and_as_json_text() {
    for data in [
        js(PAID),
        r#"{"order_id":"ord_1","payment_status":"paid"}"#.into(),
    ] {
        let bank = Bank::new();
        bank.hear(Some(&bank.window()), BANK, &data);
        assert_eq!(bank.ends(), [ChallengeEnd::Passed]);
    }
}

#[wasm_bindgen_test]
fn a_message_of_a_wrong_origin_changes_nothing() {
    let bank = Bank::new();
    for origin in [
        "https://bank.example.evil.example",
        "http://bank.example",
        "null",
        "",
    ] {
        bank.hear(Some(&bank.window()), origin, &js(PAID));
    }
    assert_eq!(bank.ends(), []);
}

#[wasm_bindgen_test]
fn a_message_of_a_wrong_window_changes_nothing() {
    let bank = Bank::new();
    bank.hear(Some(&bank.other_window()), BANK, &js(PAID));
    bank.hear(Some(&web_sys::window().unwrap()), BANK, &js(PAID));
    bank.hear(None, BANK, &js(PAID));
    assert_eq!(bank.ends(), []);
}

#[wasm_bindgen_test]
fn a_message_of_a_wrong_shape_changes_nothing() {
    let bank = Bank::new();
    let window = bank.window();
    for shape in [
        "null",
        "undefined",
        "7",
        "''",
        "'{'",
        "'[1]'",
        "'\"paid\"'",
        "[]",
        "{}",
        "{ order_id: 'ord_1' }",
        "{ order_id: ['ord_1'], payment_status: ['paid'] }",
        "{ get payment_status() { throw new Error('no'); } }",
        "({ order_id: 'ord_1', payment_status: 'p'.repeat(5000) })",
        "JSON.stringify({ order_id: 'ord_1', payment_status: 'paid', more: 'x'.repeat(5000) })",
    ] {
        bank.hear(Some(&window), BANK, &js(shape));
        assert_eq!(bank.ends(), [], "{shape}");
    }
}

#[wasm_bindgen_test]
fn a_message_about_another_order_changes_nothing() {
    let bank = Bank::new();
    let window = bank.window();
    bank.hear(
        Some(&window),
        BANK,
        &js("{ order_id: 'ord_2', payment_status: 'paid' }"),
    );
    bank.hear(Some(&window), BANK, &js("{ payment_status: 'paid' }"));
    assert_eq!(bank.ends(), []);
    bank.hear(Some(&window), BANK, &js(PAID));
    assert_eq!(bank.ends(), [ChallengeEnd::Passed]);
}

#[wasm_bindgen_test]
fn a_message_that_comes_twice_ends_the_challenge_once() {
    let bank = Bank::new();
    bank.hear(Some(&bank.window()), BANK, &js(PAID));
    bank.hear(Some(&bank.window()), BANK, &js(PAID));
    bank.hear(
        Some(&bank.window()),
        BANK,
        &js("{ order_id: 'ord_1', payment_status: 'declined' }"),
    );
    assert_eq!(bank.ends(), [ChallengeEnd::Passed]);
}

#[wasm_bindgen_test]
fn a_late_message_changes_nothing() {
    let mut bank = Bank::new();
    bank.listener = None;
    bank.hear(Some(&bank.window()), BANK, &js(PAID));
    assert_eq!(bank.ends(), []);
}

#[wasm_bindgen_test]
async fn a_real_frame_is_heard() {
    let origin = js("location.origin").as_string().unwrap();
    let bank = Bank::with_origin(&origin);
    bank.frame.set_srcdoc(
        "<script>parent.postMessage({ order_id: 'ord_1', payment_status: 'declined' }, '*')</script>",
    );
    until("the frame's message", || !bank.ends().is_empty()).await;
    assert_eq!(bank.ends(), [ChallengeEnd::Failed]);
}
