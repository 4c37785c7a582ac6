//! What is fetched when it is needed, in the reader's language.

use crate::edge::fetch;
use crate::effect::use_effect_on;
use crate::prefs::use_say;
use lesson::Damaged;
use std::rc::Rc;
use yew::prelude::*;

/// How far a file is.
#[derive(Debug)]
pub(crate) enum Fetched<T> {
    /// On its way.
    Coming,
    /// It did not arrive, or not whole.
    Missing,
    /// Here.
    Here(Rc<T>),
}

impl<T> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Coming => Self::Coming,
            Self::Missing => Self::Missing,
            Self::Here(value) => Self::Here(Rc::clone(value)),
        }
    }
}

/// The file `<stem>.<language>.bin`, fetched anew when the language changes; no stem fetches nothing.
#[hook]
pub(crate) fn use_asset<T>(
    stem: Option<String>,
    read: fn(&[u8]) -> Result<T, Damaged>,
) -> Fetched<T>
where
    T: 'static,
{
    let say = use_say();
    let state = use_state(|| (None::<String>, Fetched::Coming));
    let name = stem.map(|stem| format!("{stem}.{}.bin", say.0.tag()));
    {
        let set = state.setter();
        use_effect_on(name.clone(), move |name| {
            let Some(name) = name.clone() else { return };
            wasm_bindgen_futures::spawn_local(async move {
                let bytes = fetch::bytes(&name).await;
                let read = bytes.and_then(|bytes| read(&bytes).ok());
                let fetched = read.map_or(Fetched::Missing, |value| Fetched::Here(Rc::new(value)));
                set.set((Some(name), fetched));
            });
        });
    }
    // What came for another name is not what was asked for.
    if state.0 == name { state.1.clone() } else { Fetched::Coming }
}
