//! What one step of the window costs: `update`, `view`, `layout` at several sizes, without drawing.
//!
//! `cargo bench --bench ui`. Exits with 1 if a step takes longer than it may.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement prints what it finds and stops where something is not as it should be"
)]

#[path = "../tests/support/fake_backend.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod fake_backend;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use brieftaube::config::Settings;
use brieftaube::service::api::Event;
use brieftaube::ui::app::{App, Message, Start};
use brieftaube::ui::keymap::Press;
use brieftaube::ui::widget::font;
use fake_backend::{Fake, World, mailbox};
use iced::keyboard::key::{Named, NativeCode, Physical};
use iced::keyboard::{Key, Modifiers};
use iced::{Size, Task, window};
use iced_test::core::renderer::Headless;
use iced_test::futures::futures::{StreamExt as _, executor};
use iced_test::runtime::user_interface::{Cache, UserInterface};
use iced_test::runtime::{Action, task};

/// The longest a step may take, whatever the size.
const LIMIT: Duration = Duration::from_millis(4);
const STEPS: usize = 400;

struct Bench {
    app: App,
    runtime: tokio::runtime::Runtime,
    renderer: iced::Renderer,
    cache: Cache,
    id: window::Id,
}

impl Bench {
    fn new(world: World) -> Self {
        let (handle, _fake, _) = Fake::start(world);
        let (app, task) =
            App::new(Start { service: Ok(handle), settings: Settings::default(), sample: None, is_sample: false });
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("runtime");
        let headless = <iced::Renderer as Headless>::new(font::REGULAR, 14.into(), Some("tiny-skia"));
        let renderer = executor::block_on(headless).expect("a renderer without a window");
        let mut bench = Self { app, runtime, renderer, cache: Cache::default(), id: window::Id::unique() };
        for message in bench.answers(task) {
            bench.step(message);
        }
        bench
    }

    /// What the service answers to a task.
    fn answers(&self, task: Task<Message>) -> Vec<Message> {
        let Some(mut actions) = task::into_stream(task) else { return Vec::new() };
        let mut answers = Vec::new();
        while let Some(action) = self.runtime.block_on(actions.next()) {
            if let Action::Output(message) = action {
                answers.push(message);
            }
        }
        answers
    }

    /// `update`, `view` and `layout` of a message, then of each answer that comes of it: the longest of them.
    fn step(&mut self, message: Message) -> Duration {
        let mut longest = Duration::ZERO;
        let mut messages = VecDeque::from([message]);
        while let Some(message) = messages.pop_front() {
            let started = Instant::now();
            let task = self.app.update(message);
            let cache = std::mem::take(&mut self.cache);
            let view = self.app.view(self.id);
            let interface = UserInterface::build(view, Size::new(1280.0, 800.0), cache, &mut self.renderer);
            longest = longest.max(started.elapsed());
            self.cache = interface.into_cache();
            messages.extend(self.answers(task));
        }
        longest
    }

    fn measure(&mut self, name: &str, steps: usize, mut message: impl FnMut(usize) -> Message) -> bool {
        for warm in 0..20 {
            self.step(message(warm));
        }
        let mut times: Vec<Duration> = (0..steps).map(|step| self.step(message(step + 20))).collect();
        times.sort_unstable();
        let at = |share: usize| times.get((times.len() - 1) * share / 100).copied().unwrap_or_default();
        let ok = at(95) <= LIMIT;
        let verdict = if ok { "ok" } else { "TOO SLOW" };
        println!("{name:<48} median {:>9.3?}   p95 {:>9.3?}   max {:>9.3?}   {verdict}", at(50), at(95), at(100));
        ok
    }
}

fn key(named: Named) -> Message {
    let key = Key::Named(named);
    let physical = Physical::Unidentified(NativeCode::Unidentified);
    Message::Key(Press { modified: key.clone(), key, physical, modifiers: Modifiers::empty(), repeat: false })
}

fn main() {
    // The simulator is the one thing that loads fonts without a window; they stay for the whole process.
    let fonts = iced::Settings { fonts: font::embedded(), ..iced::Settings::default() };
    let space: iced::Element<'_, Message> = iced::widget::space().into();
    drop(iced_test::Simulator::<Message, iced::Theme, iced::Renderer>::with_settings(fonts, space));
    let mut ok = true;
    for total in [200, 20_000, 200_000] {
        let mut bench = Bench::new(World::usual(total));
        bench.step(key(Named::Tab));
        bench.step(key(Named::Tab));
        for _ in 0..2 {
            bench.step(key(Named::ArrowDown));
        }
        bench.step(key(Named::Tab));
        ok &=
            bench.measure(&format!("{total} messages: next by key"), STEPS.min(total - 30), |_| key(Named::ArrowDown));
        ok &= bench.measure(&format!("{total} messages: page by key"), STEPS, |_| key(Named::PageDown));
        ok &= bench.measure(&format!("{total} messages: end and start by key"), 100, |step| {
            key(if step % 2 == 0 { Named::End } else { Named::Home })
        });
    }
    let mut world = World::usual(1_000);
    for id in 0..20_000 {
        let name = format!("Archiv {}/Ordner {id}", id / 200);
        if let Some(account) = world.accounts.get_mut(1) {
            account.mailboxes.push(mailbox(1_000 + id, 2, &name, None, 0));
        }
    }
    let mut bench = Bench::new(world);
    let mut counted = mailbox(1_000, 2, "Archiv 0/Ordner 0", None, 0);
    ok &= bench.measure("20,000 mailboxes: a count changes", STEPS, |step| {
        counted.counts.unseen = u32::try_from(step).unwrap_or_default();
        Message::News(0, vec![Event::MailboxChanged(Box::new(counted.clone()))])
    });
    bench.step(key(Named::F6));
    bench.step(key(Named::F6));
    ok &= bench.measure("20,000 mailboxes: next by key", 60, |_| key(Named::ArrowDown));
    if !ok {
        std::process::exit(1);
    }
}
