//! Keys that mean something before what is inside can take them for itself, as the arrows and Enter do beside a
//! line to type into.

use iced::Event;
use iced::advanced::Shell;
use iced::keyboard::{Event as KeyEvent, Key, Modifiers};

use super::Element;
use super::wrap::{Behaviour, Wrap};

/// Puts keys before what is inside: `on_key` says which ones, and what they mean.
pub fn keys<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    on_key: impl Fn(&Key, Modifiers) -> Option<Message> + 'a,
) -> Element<'a, Message> {
    Wrap::around(content, Keys(Box::new(on_key)))
}

type OnKey<'a, Message> = Box<dyn Fn(&Key, Modifiers) -> Option<Message> + 'a>;

struct Keys<'a, Message>(OnKey<'a, Message>);

/// Nothing, but not `()`: that is how iced knows widgets that have no state at all.
#[derive(Default)]
struct Stateless;

impl<Message> Behaviour<Message> for Keys<'_, Message> {
    type State = Stateless;

    fn before(&mut self, event: &Event, shell: &mut Shell<'_, Message>) {
        let Event::Keyboard(KeyEvent::KeyPressed { key, modifiers, .. }) = event else { return };
        if let Some(message) = (self.0)(key, *modifiers) {
            shell.publish(message);
            shell.capture_event();
        }
    }
}
