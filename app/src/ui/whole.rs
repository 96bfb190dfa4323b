//! Views behind a type-erased door, that are hydrated in one go.
//!
//! An erased view carries every way in which it may ever be brought to life, used or not; the asynchronous one, meant
//! for parts that are loaded later, is the largest of them. [`Whole`] leaves it out: what stands behind the door
//! is there when the page is, and comes to life at once (PERFORMANCE.md P-13).

use leptos::attr::Attribute;
use leptos::attr::any_attribute::AnyAttribute;
use leptos::children::{ChildrenOptContainer, ToChildren};
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::ssr::StreamBuilder;
use leptos::tachys::view::{Position, PositionState};
use std::sync::Arc;

/// A view that is hydrated in one go. Attributes can't be spread onto it.
pub struct Whole<V>(V);

impl<V: Render> Render for Whole<V> {
    type State = V::State;

    fn build(self) -> Self::State {
        self.0.build()
    }

    fn rebuild(self, state: &mut Self::State) {
        self.0.rebuild(state);
    }
}

impl<V: RenderHtml + 'static> AddAnyAttr for Whole<V> {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self::Output<NewAttr> {
        self
    }
}

// `hydrate_async` stays as the trait has it: it hydrates in one go.
impl<V: RenderHtml + 'static> RenderHtml for Whole<V> {
    type AsyncOutput = V::AsyncOutput;
    type Owned = Self;

    const MIN_LENGTH: usize = V::MIN_LENGTH;
    const EXISTS: bool = V::EXISTS;

    fn dry_resolve(&mut self) {
        self.0.dry_resolve();
    }

    async fn resolve(self) -> Self::AsyncOutput {
        self.0.resolve().await
    }

    fn html_len(&self) -> usize {
        self.0.html_len()
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.0
            .to_html_with_buf(buf, position, escape, mark_branches, extra_attrs);
    }

    fn to_html_async_with_buf<const OUT_OF_ORDER: bool>(
        self,
        buf: &mut StreamBuilder,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra_attrs: Vec<AnyAttribute>,
    ) {
        self.0.to_html_async_with_buf::<OUT_OF_ORDER>(
            buf,
            position,
            escape,
            mark_branches,
            extra_attrs,
        );
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> Self::State {
        self.0.hydrate::<FROM_SERVER>(cursor, position)
    }

    fn into_owned(self) -> Self::Owned {
        self
    }
}

/// Erases the type of a view.
pub trait IntoWhole {
    /// The same view, of the one type that any view can have.
    fn whole(self) -> AnyView;
}

impl<V: RenderHtml + 'static> IntoWhole for V {
    fn whole(self) -> AnyView {
        Whole(self).into_any()
    }
}

/// A page as the router takes it.
pub fn page<V: IntoView + 'static>(page: fn() -> V) -> impl Fn() -> AnyView + Clone + Send {
    move || page().whole()
}

/// What stands inside a part, made once.
pub struct Children(Box<dyn FnOnce() -> AnyView + Send>);

impl Children {
    /// Makes it.
    pub fn run(self) -> AnyView {
        (self.0)()
    }
}

impl<F, V> ToChildren<F> for Children
where
    F: FnOnce() -> V + Send + 'static,
    V: RenderHtml + 'static,
{
    fn to_children(make: F) -> Self {
        Children(Box::new(move || make().whole()))
    }
}

impl<V: RenderHtml + 'static> ToChildren<ChildrenOptContainer<V>> for Children {
    fn to_children(content: ChildrenOptContainer<V>) -> Self {
        Children(Box::new(move || content.0.whole()))
    }
}

/// What stands inside a part, or in a place of it, made as often as it is needed.
#[derive(Clone)]
pub struct ViewFn(Arc<dyn Fn() -> AnyView + Send + Sync>);

impl ViewFn {
    /// Makes it.
    pub fn run(&self) -> AnyView {
        (self.0)()
    }
}

impl<F, V> From<F> for ViewFn
where
    F: Fn() -> V + Send + Sync + 'static,
    V: RenderHtml + 'static,
{
    fn from(make: F) -> Self {
        ViewFn(Arc::new(move || make().whole()))
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
        ViewFn(Arc::new(move || content.0.clone().whole()))
    }
}
