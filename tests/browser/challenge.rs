//! Which messages end a challenge, and that nothing else does.

use std::cell::RefCell;
use std::rc::Rc;

use cobro::browser::challenge_frame::listen;
use cobro::browser::listener::Listener;
use cobro::checkout::message::Rules;
use cobro_wire::{AuthenticationReport, ChallengeEnd};
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
    reports: Rc<RefCell<Vec<AuthenticationReport>>>,
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
        let reports = Rc::new(RefCell::new(Vec::new()));
        let hears = Rc::clone(&reports);
        let listener = listen(frame.clone(), rules, move |report| {
            hears.borrow_mut().push(report);
        });
        Self {
            stage,
            frame,
            listener: Some(listener),
            reports,
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
        let reports = self.reports.borrow();
        reports.iter().map(|report| report.end).collect()
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
        &js("{ error: 'refused', order_id: 'ord_1', payment_status: 'declined' }"),
    );
    assert_eq!(bank.ends(), [ChallengeEnd::Passed]);
}

/// n1co's message, as an object or as JSON text.
fn n1co(kind: &str, status: &str, as_text: bool) -> JsValue {
    let object = format!(
        "{{ MessageType: '{kind}', Status: '{status}', AuthenticationId: 'ord_1', \
         OrderId: '100', OrderAmount: 15.5 }}"
    );
    js(&if as_text {
        format!("JSON.stringify({object})")
    } else {
        object
    })
}

#[wasm_bindgen_test]
fn every_pair_of_n1cos_type_and_status_has_a_result() {
    use ChallengeEnd::{Error, Expired, Failed, Passed};
    const COMPLETE: &str = "authentication.complete";
    const FAILED: &str = "authentication.failed";
    for (kind, status, end) in [
        (COMPLETE, "SUCCESS", Some(Passed)),
        (COMPLETE, "PENDING", None),
        (COMPLETE, "FAILED", Some(Failed)),
        (COMPLETE, "ERROR", Some(Error)),
        (COMPLETE, "EXPIRED", Some(Expired)),
        (COMPLETE, "ADDED_LATER", Some(Error)),
        (FAILED, "SUCCESS", Some(Error)),
        (FAILED, "PENDING", None),
        (FAILED, "FAILED", Some(Failed)),
        (FAILED, "ERROR", Some(Error)),
        (FAILED, "EXPIRED", Some(Expired)),
        (FAILED, "ADDED_LATER", Some(Error)),
        ("authentication.added_later", "SUCCESS", None),
    ] {
        for as_text in [false, true] {
            let bank = Bank::new();
            bank.hear(Some(&bank.window()), BANK, &n1co(kind, status, as_text));
            assert_eq!(bank.ends(), Vec::from_iter(end), "{kind} {status}");
        }
    }
}

#[wasm_bindgen_test]
fn a_pending_n1co_message_leaves_the_page_to_end_later() {
    let bank = Bank::new();
    let window = bank.window();
    let kind = "authentication.complete";
    bank.hear(Some(&window), BANK, &n1co(kind, "PENDING", false));
    bank.hear(Some(&window), BANK, &n1co(kind, "SUCCESS", false));
    assert_eq!(bank.ends(), [ChallengeEnd::Passed]);
}

#[wasm_bindgen_test]
fn what_n1cos_message_names_goes_to_the_server() {
    let bank = Bank::new();
    let data = n1co("authentication.complete", "SUCCESS", true);
    bank.hear(Some(&bank.window()), BANK, &data);
    let claim = bank.reports.borrow()[0].claim.clone().unwrap();
    assert_eq!(claim.reference, "ord_1");
    assert_eq!(claim.order.as_deref(), Some("100"));
    assert_eq!(claim.amount.as_deref(), Some("15.5"));
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
        "<script>parent.postMessage({ error: 'refused', order_id: 'ord_1', payment_status: 'declined' }, '*')</script>",
    );
    until("the frame's message", || !bank.ends().is_empty()).await;
    assert_eq!(bank.ends(), [ChallengeEnd::Failed]);
}
