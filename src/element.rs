//! One kind of view for every element of the page.
//!
//! Leptos' own elements are generic: each shape of attributes and children is compiled anew. An
//! [`Element`] is drawn by one piece of code whatever it holds, which makes what a shopper
//! downloads a third smaller. Elements stand in each other; the outermost one is a view of Leptos,
//! which can stand in its `view!`.
//!
//! What follows a signal ([`Element::follow`], [`Element::says`], [`Element::live`]) does so as
//! long as the element is in the page, and its listeners go with it.

use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::view::{Mountable, Position, PositionState};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlElement, Node};

use crate::browser::listener::Listener;
use crate::browser::{document, read};

/// An element, made and filled at once, shown when it is put into the page.
pub struct Element(Box<SendWrapper<Drawn>>);

/// An element and what keeps it alive.
pub struct Drawn {
    node: web_sys::Element,
    parts: Vec<Part>,
}

/// What goes when its element goes.
#[expect(dead_code, reason = "it is kept for what dropping it does")]
enum Part {
    Child(Element),
    Follower(Follower),
    Listener(Listener),
}

/// What changes an element whenever what it reads has changed, and the elements that it drew.
struct Follower(RenderEffect<Vec<Element>>);

/// Changes an element, takes what it drew in it the last time, and gives what it drew this time.
type Run = dyn FnMut(&web_sys::Element, Vec<Element>) -> Vec<Element>;

impl Drop for Follower {
    /// What it drew goes at once: the effect itself lasts until its task is run, and until then its
    /// elements would follow signals that are gone.
    fn drop(&mut self) {
        drop(self.0.take_value());
    }
}

/// What is shown in one place: an element, several, or none.
pub struct Content(Vec<Element>);

impl From<Element> for Content {
    fn from(element: Element) -> Self {
        Self(vec![element])
    }
}

impl<T: IntoIterator<Item = Element>> From<T> for Content {
    fn from(elements: T) -> Self {
        Self(elements.into_iter().collect())
    }
}

/// A place for an element that others have to find.
#[derive(Clone, Copy)]
pub struct Found(StoredValue<Option<web_sys::Element>, LocalStorage>);

impl Found {
    /// A place with nothing in it yet.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    /// The element, if there is one, and if whoever made the place is still there.
    #[must_use]
    pub fn get(self) -> Option<web_sys::Element> {
        self.0.try_get_value().flatten()
    }
}

impl Default for Found {
    fn default() -> Self {
        Self::new()
    }
}

/// Moves the focus to an element.
pub fn focus(element: &web_sys::Element) {
    // What takes no focus leaves it where it was.
    drop(element.unchecked_ref::<HtmlElement>().focus());
}

/// An element with this tag.
#[must_use]
pub fn el(tag: &str) -> Element {
    let node = document().create_element(tag);
    Element::new(node.expect("a tag of ours is a right name"))
}

/// An empty element with this class.
#[must_use]
pub fn div(class: &str) -> Element {
    el("div").class(class)
}

impl Element {
    /// Takes an element that is in no page yet.
    #[must_use]
    pub fn new(node: web_sys::Element) -> Self {
        Self(Box::new(SendWrapper::new(Drawn {
            node,
            parts: Vec::new(),
        })))
    }

    /// Sets its class.
    #[must_use]
    pub fn class(self, class: &str) -> Self {
        self.attr("class", class)
    }

    /// Sets an attribute.
    #[must_use]
    pub fn attr(self, name: &str, value: &str) -> Self {
        set_attribute(&self.0.node, name, Some(value));
        self
    }

    /// Sets an attribute that follows what `value` reads; `None` takes it away.
    #[must_use]
    pub fn follow(
        self,
        name: &'static str,
        value: impl Fn() -> Option<&'static str> + 'static,
    ) -> Self {
        self.changed(Box::new(move |node| set_attribute(node, name, value())))
    }

    /// Sets an attribute that is there while `value` is true.
    #[must_use]
    pub fn flag(self, name: &'static str, value: impl Fn() -> bool + 'static) -> Self {
        self.follow(name, move || value().then_some(""))
    }

    /// Sets a property of the browser's object that follows what `value` reads.
    #[must_use]
    pub fn property(self, name: &'static str, value: impl Fn() -> JsValue + 'static) -> Self {
        self.changed(Box::new(move |node| read::set(node, name, value())))
    }

    /// Its text, which follows what `text` reads. It has no other children.
    #[must_use]
    pub fn says(self, text: impl Fn() -> String + 'static) -> Self {
        self.reads(Box::new(text))
    }

    fn reads(self, text: Box<dyn Fn() -> String>) -> Self {
        self.changed(Box::new(move |node| {
            let text = Some(text());
            // A live region would read the same text out once more.
            if node.text_content() != text {
                node.set_text_content(text.as_deref());
            }
        }))
    }

    /// Calls `run` for each event of that name, with the surroundings that the element was made in.
    #[must_use]
    pub fn on(self, event: &'static str, run: impl FnMut(Event) + 'static) -> Self {
        self.listen(event, Box::new(run))
    }

    /// Adds a text, as it is now.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        // Throws only where a node may not have text in it.
        drop(self.0.node.append_with_str_1(text));
        self
    }

    /// Adds an element.
    #[must_use]
    pub fn child(self, child: Element) -> Self {
        // Throws only where a node may not have others in it.
        drop(self.0.node.append_child(&child.0.node));
        self.keep(Part::Child(child))
    }

    /// Adds elements.
    #[must_use]
    pub fn children(self, children: impl IntoIterator<Item = Element>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Adds what is drawn anew whenever what `content` reads has changed.
    #[must_use]
    pub fn live<C: Into<Content>>(self, mut content: impl FnMut() -> C + 'static) -> Self {
        self.place(Box::new(move || content().into()))
    }

    /// Lets others find it.
    #[must_use]
    pub fn found(self, place: Found) -> Self {
        place.0.set_value(Some(self.node()));
        self
    }

    /// The browser's object.
    #[must_use]
    pub fn node(&self) -> web_sys::Element {
        self.0.node.clone()
    }

    fn keep(mut self, part: Part) -> Self {
        self.0.parts.push(part);
        self
    }

    /// A comment marks the place, as what is shown there may be nothing.
    fn place(self, mut content: Box<dyn FnMut() -> Content>) -> Self {
        let mark = document().create_comment("");
        drop(self.0.node.append_child(&mark));
        self.follower(Box::new(move |node, old| {
            let Content(new) = content();
            for element in &new {
                drop(node.insert_before(&element.0.node, Some(&mark)));
            }
            for element in old {
                element.0.node.remove();
            }
            new
        }))
    }

    fn changed(self, change: Box<dyn Fn(&web_sys::Element)>) -> Self {
        self.follower(Box::new(move |node, none| {
            change(node);
            none
        }))
    }

    fn follower(self, mut run: Box<Run>) -> Self {
        let node = self.node();
        let effect = RenderEffect::new(move |drawn: Option<Vec<Element>>| {
            run(&node, drawn.unwrap_or_default())
        });
        self.keep(Part::Follower(Follower(effect)))
    }

    fn listen(self, event: &'static str, mut run: Box<dyn FnMut(Event)>) -> Self {
        let owner = Owner::current().unwrap_or_default();
        let listener = Listener::new(&self.0.node, event, move |event| {
            owner.with(|| run(event));
        });
        self.keep(Part::Listener(listener))
    }
}

fn set_attribute(node: &web_sys::Element, name: &str, value: Option<&str>) {
    // Refused only for a name that is not right, and names are ours.
    drop(match value {
        Some(value) => node.set_attribute(name, value),
        None => node.remove_attribute(name),
    });
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        self.node.remove();
    }

    fn mount(&mut self, parent: &web_sys::Element, marker: Option<&Node>) {
        // Refused only where the marker is not the parent's.
        drop(parent.insert_before(&self.node, marker));
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.node.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(self.node.unchecked_ref()));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        vec![self.node.clone()]
    }
}

impl Render for Element {
    type State = Drawn;

    fn build(self) -> Self::State {
        self.0.take()
    }

    /// The new element takes the place of the old one.
    fn rebuild(self, state: &mut Self::State) {
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

no_attrs!(Element);

/// Elements are drawn in a browser: a server has nothing to write of them.
impl RenderHtml for Element {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _html: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _attributes: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        _cursor: &Cursor,
        _position: &PositionState,
    ) -> Self::State {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
