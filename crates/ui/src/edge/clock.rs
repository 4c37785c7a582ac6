//! The one thing on the page that ticks: frames, while the learner lets time pass.

use gloo::render::{AnimationFrame, request_animation_frame};
use gloo::utils::window;
use std::cell::RefCell;
use std::rc::Rc;

/// A frame never stands for more than this: a tab that slept does not wake up hours later.
const LONGEST_FRAME_MS: f64 = 250.0;

/// Milliseconds since some moment before: for measuring how long the page has worked.
pub(crate) fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Ticks once a frame until it is dropped.
pub(crate) struct Ticker {
    frame: Rc<RefCell<Option<AnimationFrame>>>,
}

impl Ticker {
    /// Calls `tick` at each frame with the milliseconds since the frame before.
    pub(crate) fn start(tick: impl Fn(f64) + 'static) -> Self {
        let frame = Rc::new(RefCell::new(None));
        next(&frame, Rc::new(tick), None);
        Self { frame }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.frame.borrow_mut().take();
    }
}

fn next(frame: &Rc<RefCell<Option<AnimationFrame>>>, tick: Rc<dyn Fn(f64)>, before: Option<f64>) {
    let held = Rc::downgrade(frame);
    let request = request_animation_frame(move |now| {
        let passed = before.map_or(0.0, |before| (now - before).clamp(0.0, LONGEST_FRAME_MS));
        // The next frame is asked for first, so that a tick may drop the ticker.
        if let Some(frame) = held.upgrade() {
            next(&frame, Rc::clone(&tick), Some(now));
            tick(passed);
        }
    });
    *frame.borrow_mut() = Some(request);
}
