//! A server that lies: one table of lies and of what a server offers. Whatever it says, all mail stays readable, nothing
//! goes without two witnesses, and once it tells the truth again everything is as it is there.

#[path = "lies/bench.rs"]
mod bench;
#[path = "lies/told.rs"]
mod told;

use brieftaube::model::Stage;
use brieftaube::service::Passes;

use super::imap_server::{Lie, Stop};
use Comes::{Ice, Nothing, Proof};
use bench::{Bench, DATE, letter};

/// What servers offer.
const OFFERS: [(&str, &str); 4] = [
    ("everything", "ID ENABLE CONDSTORE QRESYNC UIDPLUS MOVE UNSELECT LITERAL+ ESEARCH LIST-EXTENDED LIST-STATUS IDLE"),
    ("no QRESYNC", "ID CONDSTORE UIDPLUS MOVE UNSELECT LITERAL+ ESEARCH LIST-EXTENDED LIST-STATUS IDLE"),
    ("no CONDSTORE", "ID UIDPLUS UNSELECT LITERAL+ LIST-EXTENDED IDLE"),
    ("nothing", ""),
];

/// What a lie comes to while it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comes {
    /// The server contradicts itself: nothing goes.
    Nothing,
    /// The same; but what it kept to itself only the comparison with the server brings to light.
    Proof,
    /// Two of its statements agree: what they say is gone is frozen.
    Ice,
}

/// A lie by name, and what it comes to.
const LIES: [(&str, Lie, Comes); 17] = [
    (
        "VANISHED 1:*",
        |it| {
            if it.concerns_mail() {
                it.add("* VANISHED 1:*\r\n");
            }
        },
        Nothing,
    ),
    (
        "VANISHED (EARLIER) 1:*",
        |it| {
            if it.opens() {
                it.add("* VANISHED (EARLIER) 1:4294967295\r\n");
            }
        },
        Nothing,
    ),
    (
        "EXISTS 0",
        |it| {
            if it.concerns_mail() {
                it.exists(0);
            }
        },
        Nothing,
    ),
    (
        "EXISTS 0 in STATUS, too",
        |it| {
            it.exists(0);
            it.status_of(|name| name == "MESSAGES", 0);
        },
        Nothing,
    ),
    (
        "EXISTS 0 and nothing found",
        |it| {
            it.exists(0);
            it.found_nothing();
        },
        Ice,
    ),
    (
        "EXISTS too many",
        |it| {
            if it.concerns_mail() {
                it.exists(9_999);
            }
        },
        Nothing,
    ),
    ("nothing found", |it| it.found_nothing(), Nothing),
    (
        "nothing fetched",
        |it| {
            if it.verb.ends_with("FETCH") {
                it.untagged.clear();
            }
        },
        Proof,
    ),
    (
        "UIDVALIDITY flaps",
        |it| {
            let number = it.number as u32;
            it.validity(5_000 + number);
        },
        Nothing,
    ),
    (
        "UIDVALIDITY flaps, nothing found",
        |it| {
            let number = it.number as u32;
            it.validity(5_000 + number);
            it.exists(0);
            it.found_nothing();
        },
        Ice,
    ),
    (
        "UIDNEXT goes back",
        |it| {
            it.code("UIDNEXT", 1);
            it.status_of(|name| name == "UIDNEXT", 1);
        },
        Nothing,
    ),
    (
        "HIGHESTMODSEQ goes back",
        |it| {
            it.code("HIGHESTMODSEQ", 1);
            it.status_of(|name| name == "HIGHESTMODSEQ", 1);
        },
        Nothing,
    ),
    (
        "HIGHESTMODSEQ far ahead",
        |it| {
            it.code("HIGHESTMODSEQ", 1 << 40);
            it.status_of(|name| name == "HIGHESTMODSEQ", 1 << 40);
        },
        Nothing,
    ),
    ("EXPUNGE of everything", |it| it.expunge_everything(), Nothing),
    (
        "EXPUNGE of everything, nothing found",
        |it| {
            it.found_nothing();
            it.expunge_everything();
        },
        Ice,
    ),
    (
        "no mailboxes",
        |it| {
            if it.verb == "LIST" {
                it.untagged.clear();
            }
        },
        Nothing,
    ),
    ("only the inbox", |it| it.only_the_inbox(), Ice),
];

/// Lies about copies: how the numbers of the copies are changed.
const COPYUIDS: [(&str, Lie); 7] = [
    ("numbers that are not there", |it| it.copies(|_, copy, _| copy + 500)),
    ("numbers of other messages", |it| it.copies(|_, _, at| at as u32 + 1)),
    ("one number too high", |it| it.copies(|_, copy, _| copy + 1)),
    ("the numbers the other way round", |it| it.copies(|last, _, at| last - at as u32)),
    ("another validity", |it| {
        let told = it.status.replace("[COPYUID 1", "[COPYUID 7");
        it.untagged.clone_from(&it.untagged.replace("[COPYUID 1", "[COPYUID 7"));
        *it.status = told;
    }),
    ("what nobody asked for", |it| it.say_copied("1:900 1:900")),
    ("nothing", |it| it.say_nothing_of_copies()),
];

/// Of so many points one is tried in an ordinary run, in the long one all.
const SOME: usize = 20;

fn is_long() -> bool {
    std::env::var_os("BRIEFTAUBE_STOPS").is_some()
}

#[test]
fn lies_about_mailboxes_and_messages_cost_no_mail() {
    each_offer(|(offer, capabilities)| {
        let bench = Bench::new(capabilities);
        let mut failed = Vec::new();
        for (name, lie, comes) in LIES {
            // Whoever sends reads as well: a few while nothing is to be sent are enough for an ordinary run.
            for acts in [false, true].into_iter().filter(|acts| *acts || is_long() || fastrand::u8(..4) == 0) {
                // What it says that it does not have cannot be moved.
                let is_fine = |it: &Stage| *it == Stage::Confirmed || matches!(it, Stage::Conflict(_)) && comes == Ice;
                match bench.lie(lie, acts, comes) {
                    Ok(stages) if stages.iter().all(is_fine) => {}
                    Ok(stages) => failed.push(format!("{offer} / {name}: {stages:?}")),
                    Err(what) => failed.push(format!("{offer} / {name} / sending {acts}: {what}")),
                }
            }
        }
        failed
    });
}

#[test]
fn lies_about_copies_cost_no_mail_and_what_was_done_is_done_once() {
    each_offer(|(offer, capabilities)| {
        let bench = Bench::new(capabilities);
        let mut failed = Vec::new();
        for (name, lie) in COPYUIDS.into_iter().filter(|_| capabilities.contains("UIDPLUS")) {
            match bench.lie(lie, true, Nothing) {
                Ok(stages) if stages.iter().all(|stage| *stage == Stage::Confirmed) => {}
                Ok(stages) => failed.push(format!("{offer} / {name}: {stages:?}")),
                Err(what) => failed.push(format!("{offer} / {name}: {what}")),
            }
        }
        failed
    });
}

/// What goes wrong with a command.
const FAULTS: [Stop; 6] = [
    Stop::Refused("NO not now"),
    Stop::Refused("NO [UNAVAILABLE] not now"),
    Stop::Refused("BAD what is that"),
    Stop::Denied("NO it is done, but nobody will know"),
    Stop::Before,
    Stop::Unanswered,
];

/// Does something beside for each of them: after a cut there is nothing to do for a second.
fn each_offer(run: impl Fn((&str, &str)) -> Vec<String> + Copy + Send + Sync) {
    let failed = std::thread::scope(|scope| {
        let threads = OFFERS.map(|offer| scope.spawn(move || run(offer)));
        threads.map(|thread| thread.join().unwrap()).concat()
    });
    assert!(failed.is_empty(), "{}:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn whichever_command_is_refused_or_cut_no_mail_is_lost_and_what_was_done_is_done_once() {
    each_offer(|(offer, capabilities)| {
        let (mut failed, mut points) = (Vec::new(), 0);
        let bench = Bench::new(capabilities);
        let commands = bench.commands();
        let all = (1..=commands).flat_map(|at| FAULTS.map(|fault| (at, fault)));
        let of = if is_long() { 1 } else { SOME };
        for (at, fault) in all.skip(fastrand::usize(..of)).step_by(of) {
            points += 1;
            let refuses = matches!(fault, Stop::Refused(_) | Stop::Denied(_));
            let is_fine = |stage: &Stage| *stage == Stage::Confirmed || refuses && matches!(stage, Stage::Rejected(_));
            match bench.fail(at, fault) {
                Ok(stages) if stages.iter().all(is_fine) => {}
                Ok(stages) => failed.push(format!("{offer} / {at} {fault:?}: {stages:?}")),
                Err(what) => {
                    let heard = bench.server.world().heard.clone();
                    failed.push(format!("{offer} / {at} {fault:?}: {what}\n  {heard:?}"));
                }
            }
        }
        println!("{offer}: {points} points, {commands} commands");
        failed
    });
}

/// What is said while we wait for news.
const NEWS: [Lie; 4] = [
    |it| {
        if it.tells_news() {
            it.add("* VANISHED 1:*\r\n");
        }
    },
    |it| {
        if it.tells_news() {
            it.add("* 0 EXISTS\r\n");
        }
    },
    |it| {
        if it.tells_news() {
            it.add("* 9999 EXISTS\r\n");
        }
    },
    |it| {
        if it.tells_news() {
            it.add(&"* 1 EXPUNGE\r\n".repeat(24));
        }
    },
];

#[test]
fn lies_while_we_wait_for_news_cost_no_mail() {
    each_offer(|(offer, capabilities)| {
        let bench = Bench::new(capabilities);
        let world = || bench.server.world();
        let heard = |verb: &str| world().heard.iter().any(|heard| heard.contains(verb));
        drop(bench.begin());
        let live = bench.ground.start();
        let waits = if capabilities.contains("IDLE") { "IDLE" } else { "NOOP" };
        let until_it_waits = || live.until("it waits", |live| live.is_up_to_date(1) && heard(waits));
        until_it_waits();
        for lie in NEWS {
            world().heard.clear();
            world().lie(Some(lie));
            live.until("it looked", |_| heard("EXAMINE"));
            world().lie(None);
            world().heard.clear();
            world().add("INBOX", &[], DATE, &letter("INBOX", 30));
            until_it_waits();
        }
        for (number, fault) in
            (40..).zip([Stop::Refused("NO not now"), Stop::Refused("BAD what is that"), Stop::Before])
        {
            world().heard.clear();
            world().count_from_here(Some((1, fault)));
            world().add("INBOX", &[], DATE, &letter("INBOX", number));
            live.until("it failed", |_| world().stopped());
            until_it_waits();
        }
        live.shutdown();
        let mut passes = Passes::open(&bench.ground.paths()).unwrap();
        let mut end = bench.check_mail(passes.store(), Nothing);
        if bench.frozen(passes.store()) > 0 {
            end = Err("something is frozen".to_owned());
        }
        bench.settle(&mut passes);
        let end = end.and_then(|()| bench.check_end(passes.store()));
        end.err().into_iter().map(|what| format!("{offer}: {what}")).collect()
    });
}
