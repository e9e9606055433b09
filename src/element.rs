//! One kind of view for every element of the page.
//!
//! Leptos' own elements are generic: each shape of attributes and children is compiled anew. An
//! [`Element`] is drawn by one piece of code whatever it holds, which makes what a shopper
//! downloads a third smaller. It is a view like any other: it stands in `view!`, and takes any view
//! as a child.
//!
//! What follows a signal ([`Element::follow`], [`Element::says`], [`Element::live`]) does so as
//! long as the element is in the page, and its listeners go with it.

use std::sync::{Arc, Mutex};

use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::html::element::ElementType;
use leptos::tachys::html::node_ref::NodeRefContainer;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::reactive_graph::node_ref::NodeRef;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Mountable, Position, PositionState};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, Node};

use crate::browser::listener::Listener;
use crate::browser::{document, read};

/// An element, made and filled at once, shown when it is put into the page.
pub struct Element(Box<SendWrapper<Drawn>>);

/// An element and what keeps it alive.
pub struct Drawn {
    node: web_sys::Element,
    children: Vec<AnyViewState>,
    effects: Vec<RenderEffect<()>>,
    listeners: Vec<Listener>,
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
            children: Vec::new(),
            effects: Vec::new(),
            listeners: Vec::new(),
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
        self.effect(Box::new(move |node| {
            set_attribute(node, name, value());
        }))
    }

    /// Sets an attribute that is there while `value` is true.
    #[must_use]
    pub fn flag(self, name: &'static str, value: impl Fn() -> bool + 'static) -> Self {
        self.follow(name, move || value().then_some(""))
    }

    /// Sets a property of the browser's object that follows what `value` reads.
    #[must_use]
    pub fn property(self, name: &'static str, value: impl Fn() -> JsValue + 'static) -> Self {
        self.effect(Box::new(move |node| {
            read::set(node, name, value());
        }))
    }

    /// Its text, which follows what `text` reads. It has no other children.
    #[must_use]
    pub fn says(self, text: impl Fn() -> String + 'static) -> Self {
        self.effect(Box::new(move |node| {
            node.set_text_content(Some(&text()));
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

    /// Adds a view.
    #[must_use]
    pub fn child(self, child: impl IntoView + 'static) -> Self {
        self.add(child.into_any())
    }

    /// Adds views.
    #[must_use]
    pub fn children(self, children: impl IntoIterator<Item = Element>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Adds a view that is drawn anew whenever what `view` reads has changed.
    #[must_use]
    pub fn live<V: IntoView + 'static>(self, view: impl FnMut() -> V + Send + 'static) -> Self {
        self.add(live(view))
    }

    /// Hands the element to who wants to know it.
    #[must_use]
    pub fn node_ref<E: ElementType>(self, node_ref: NodeRef<E>) -> Self
    where
        NodeRef<E>: NodeRefContainer<E>,
    {
        node_ref.load(&self.0.node);
        self
    }

    /// The browser's object.
    #[must_use]
    pub fn node(&self) -> web_sys::Element {
        self.0.node.clone()
    }

    fn add(mut self, child: AnyView) -> Self {
        let mut child = child.build();
        child.mount(&self.0.node, None);
        self.0.children.push(child);
        self
    }

    fn listen(mut self, event: &'static str, mut run: Box<dyn FnMut(Event)>) -> Self {
        let owner = Owner::current().unwrap_or_default();
        let listener = Listener::new(&self.0.node, event, move |event| {
            owner.with(|| run(event));
        });
        self.0.listeners.push(listener);
        self
    }

    fn effect(mut self, run: Box<dyn Fn(&web_sys::Element)>) -> Self {
        let node = self.node();
        let effect = RenderEffect::new(move |_| run(&node));
        self.0.effects.push(effect);
        self
    }
}

/// A view that is drawn anew whenever what `view` reads has changed.
pub fn live<V: IntoView + 'static>(mut view: impl FnMut() -> V + Send + 'static) -> AnyView {
    let view: Arc<Mutex<dyn FnMut() -> AnyView + Send>> =
        Arc::new(Mutex::new(move || view().into_any()));
    view.into_any()
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
