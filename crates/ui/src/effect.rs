//! Effects that share one hook: Yew compiles it anew for every effect, here it is compiled once, and
//! what differs is a function.

use std::any::Any;
use std::rc::Rc;
use yew::functional::TearDown;
use yew::prelude::*;

/// As [`use_effect_with`]: runs `effect` after the first render and whenever `deps` are others.
#[hook]
pub(crate) fn use_effect_on<D: PartialEq + 'static, T: TearDown>(
    deps: D,
    effect: impl FnOnce(&D) -> T + 'static,
) {
    let run = move |deps: &dyn Any| -> Box<dyn FnOnce()> {
        let deps = deps.downcast_ref().expect("the deps are handed to their own effect");
        let undo = effect(deps);
        Box::new(move || undo.tear_down())
    };
    use_any_effect(Deps(Rc::new(deps)), Box::new(run));
}

/// What an effect does with its deps, and what undoes it.
type Effect = Box<dyn FnOnce(&dyn Any) -> Box<dyn FnOnce()>>;

#[hook]
fn use_any_effect(deps: Deps, effect: Effect) {
    use_effect_with(deps, move |deps| effect((*deps.0).as_any()));
}

/// What an effect depends on, of whatever type.
struct Deps(Rc<dyn AnyEq>);

impl PartialEq for Deps {
    fn eq(&self, other: &Self) -> bool {
        self.0.same((*other.0).as_any())
    }
}

/// A value that can be compared with one of any type.
pub(crate) trait AnyEq {
    /// The value, to be taken back as its own type.
    fn as_any(&self) -> &dyn Any;
    /// Whether the other is of the same type and equal.
    fn same(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + 'static> AnyEq for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn same(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}
