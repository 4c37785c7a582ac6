//! Components that share one life cycle: Yew compiles it anew for every type of component, here it
//! is compiled once, and what differs is a function. It saves a twentieth of the program.
//!
//! Invariant: the key of what is put holds the address of its function, so that Yew never hands the
//! hooks of one component to another.

use crate::effect::AnyEq;
use std::any::Any;
use std::fmt::Display;
use std::rc::Rc;
use yew::functional::{FunctionProvider, Hook, HookContext};
use yew::html::HtmlResult;
use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};

/// Puts a component here.
pub(crate) fn put<C: FunctionProvider>(props: C::Properties) -> Html
where
    C::Properties: 'static,
{
    put_as::<C>("", props)
}

/// The same where it has siblings of its type: `name` tells it from them.
pub(crate) fn put_as<C: FunctionProvider>(name: impl Display, props: C::Properties) -> Html
where
    C::Properties: 'static,
{
    place(run::<C>, &name, Rc::new(props))
}

type Run = fn(&mut HookContext, &dyn Any) -> HtmlResult;

fn run<C: FunctionProvider>(ctx: &mut HookContext, props: &dyn Any) -> HtmlResult
where
    C::Properties: 'static,
{
    C::run(ctx, props.downcast_ref().expect("`put` pairs a component with its own properties"))
}

fn place(run: Run, name: &dyn Display, props: Rc<dyn AnyEq>) -> Html {
    let key = Key::from(format!("{:x} {name}", run as usize));
    VComp::new::<Put>(Rc::new(PutProps { run, props }), Some(key)).into()
}

#[derive(Properties)]
struct PutProps {
    run: Run,
    props: Rc<dyn AnyEq>,
}

impl PartialEq for PutProps {
    fn eq(&self, other: &Self) -> bool {
        self.props.same((*other.props).as_any())
    }
}

#[component]
fn Put(props: &PutProps) -> HtmlResult {
    use_function(props)
}

fn use_function(props: &PutProps) -> impl Hook<Output = HtmlResult> {
    Function(props)
}

struct Function<'p>(&'p PutProps);

impl Hook for Function<'_> {
    type Output = HtmlResult;

    fn run(self, ctx: &mut HookContext) -> HtmlResult {
        (self.0.run)(ctx, (*self.0.props).as_any())
    }
}
