//! Views behind a type-erased door. The framework's own erased view carries every way in which it may ever be brought
//! to life, updated or asked for its attributes, used or not, for each type that goes through it. [`Content`] knows the
//! two that the console needs: made, and found in the first HTML (PERFORMANCE.md P-13). Where one takes the place of
//! another it is made anew.

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::children::{ChildrenOptContainer, ToChildren};
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
#[cfg(feature = "ssr")]
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::{Mountable, Position, PositionState};
use leptos::web_sys::{Element, Node};
#[cfg(feature = "ssr")]
use std::pin::Pin;
use std::sync::Arc;

/// What an element without existence of its own leaves in the first HTML, so that its place is found again.
#[cfg(feature = "ssr")]
const PLACEHOLDER: &str = "<!--<() />-->";

/// A view of any type. Attributes can't be spread onto it.
pub struct Content(Box<dyn Erased>);

/// What every view can do, told without its type.
trait Erased: Send {
    fn build(self: Box<Self>) -> Mounted;
    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Mounted;
    #[cfg(feature = "ssr")]
    fn html_len(&self) -> usize;
    #[cfg(feature = "ssr")]
    fn dry_resolve(&mut self);
    #[cfg(feature = "ssr")]
    fn resolve(self: Box<Self>) -> Pin<Box<dyn Future<Output = Content> + Send>>;
    #[cfg(feature = "ssr")]
    fn to_html(
        self: Box<Self>,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    );
    #[cfg(feature = "ssr")]
    fn to_html_async(
        self: Box<Self>,
        buf: &mut StreamBuilder,
        position: &mut Position,
        how: Streamed,
        extra_attrs: Vec<AnyAttribute>,
    );
}

/// How a view is written into a stream.
#[cfg(feature = "ssr")]
#[derive(Clone, Copy)]
struct Streamed {
    is_out_of_order: bool,
    escape: bool,
    mark_branches: bool,
}

impl<V: RenderHtml + 'static> Erased for V {
    fn build(self: Box<Self>) -> Mounted {
        let state = Render::build(*self);
        if V::EXISTS {
            Mounted(Box::new(state))
        } else {
            let place = leptos::tachys::renderer::Rndr::create_placeholder();
            Mounted(Box::new((state, place)))
        }
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> Mounted {
        let state = RenderHtml::hydrate::<true>(*self, cursor, position);
        if V::EXISTS {
            Mounted(Box::new(state))
        } else {
            Mounted(Box::new((state, cursor.next_placeholder(position))))
        }
    }

    #[cfg(feature = "ssr")]
    fn html_len(&self) -> usize {
        RenderHtml::html_len(self)
    }

    #[cfg(feature = "ssr")]
    fn dry_resolve(&mut self) {
        RenderHtml::dry_resolve(self);
    }

    #[cfg(feature = "ssr")]
    fn resolve(self: Box<Self>) -> Pin<Box<dyn Future<Output = Content> + Send>> {
        Box::pin(async move { RenderHtml::resolve(*self).await.erased() })
    }

    #[cfg(feature = "ssr")]
    fn to_html(
        self: Box<Self>,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        RenderHtml::to_html_with_buf(*self, buf, position, escape, mark_branches, extra_attrs);
        if !V::EXISTS {
            buf.push_str(PLACEHOLDER);
        }
    }

    #[cfg(feature = "ssr")]
    fn to_html_async(
        self: Box<Self>,
        buf: &mut StreamBuilder,
        position: &mut Position,
        how: Streamed,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        let Streamed {
            is_out_of_order,
            escape,
            mark_branches,
        } = how;
        if is_out_of_order {
            let write = RenderHtml::to_html_async_with_buf::<true>;
            write(*self, buf, position, escape, mark_branches, extra_attrs);
        } else {
            let write = RenderHtml::to_html_async_with_buf::<false>;
            write(*self, buf, position, escape, mark_branches, extra_attrs);
        }
        if !V::EXISTS {
            buf.push_sync(PLACEHOLDER);
        }
    }
}

/// What stands in the page.
pub struct Mounted(Box<dyn Mountable>);

impl Mountable for Mounted {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}

impl Render for Content {
    type State = Mounted;

    fn build(self) -> Mounted {
        self.0.build()
    }

    fn rebuild(self, state: &mut Mounted) {
        let mut next = self.build();
        state.insert_before_this(&mut next);
        state.unmount();
        *state = next;
    }
}

impl AddAnyAttr for Content {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self::Output<NewAttr> {
        self
    }
}

impl RenderHtml for Content {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> Mounted {
        self.0.hydrate(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }

    #[cfg(feature = "ssr")]
    fn html_len(&self) -> usize {
        self.0.html_len()
    }

    #[cfg(feature = "ssr")]
    fn dry_resolve(&mut self) {
        self.0.dry_resolve();
    }

    #[cfg(feature = "ssr")]
    async fn resolve(self) -> Self {
        self.0.resolve().await
    }

    #[cfg(feature = "ssr")]
    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.0
            .to_html(buf, position, escape, mark_branches, extra_attrs);
    }

    #[cfg(feature = "ssr")]
    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        let how = Streamed {
            is_out_of_order: OUT_OF_ORDER,
            escape,
            mark_branches,
        };
        self.0.to_html_async(buf, position, how, extra_attrs);
    }

    // A browser writes no HTML.
    #[cfg(not(feature = "ssr"))]
    fn dry_resolve(&mut self) {}

    #[cfg(not(feature = "ssr"))]
    async fn resolve(self) -> Self {
        self
    }

    #[cfg(not(feature = "ssr"))]
    fn to_html_with_buf(
        self,
        _buf: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
    }
}

/// Erases the type of a view.
pub trait IntoContent {
    /// The same view, of the one type that any view can have.
    fn erased(self) -> Content;
}

impl<V: RenderHtml> IntoContent for V {
    fn erased(self) -> Content {
        Content(Box::new(self.into_owned()))
    }
}

/// A page as the router takes it.
pub fn page<V: IntoView + 'static>(page: fn() -> V) -> impl Fn() -> Content + Clone + Send {
    move || page().erased()
}

/// What stands inside a part, made once.
pub struct Children(Box<dyn FnOnce() -> Content + Send>);

impl Children {
    /// Makes it.
    pub fn run(self) -> Content {
        (self.0)()
    }
}

impl<F, V> ToChildren<F> for Children
where
    F: FnOnce() -> V + Send + 'static,
    V: RenderHtml + 'static,
{
    fn to_children(make: F) -> Self {
        Children(Box::new(move || make().erased()))
    }
}

impl<V: RenderHtml + 'static> ToChildren<ChildrenOptContainer<V>> for Children {
    fn to_children(content: ChildrenOptContainer<V>) -> Self {
        Children(Box::new(move || content.0.erased()))
    }
}

/// What stands inside a part, or in a place of it, made as often as it is needed.
#[derive(Clone)]
pub struct ViewFn(Arc<dyn Fn() -> Content + Send + Sync>);

impl ViewFn {
    /// Makes it.
    pub fn run(&self) -> Content {
        (self.0)()
    }
}

impl<F, V> From<F> for ViewFn
where
    F: Fn() -> V + Send + Sync + 'static,
    V: RenderHtml + 'static,
{
    fn from(make: F) -> Self {
        ViewFn(Arc::new(move || make().erased()))
    }
}

impl<F, V> ToChildren<F> for ViewFn
where
    F: Fn() -> V + Send + Sync + 'static,
    V: RenderHtml + 'static,
{
    fn to_children(make: F) -> Self {
        make.into()
    }
}

impl<V: RenderHtml + Clone + Sync + 'static> ToChildren<ChildrenOptContainer<V>> for ViewFn {
    fn to_children(content: ChildrenOptContainer<V>) -> Self {
        ViewFn(Arc::new(move || content.0.clone().erased()))
    }
}
