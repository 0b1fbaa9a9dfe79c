//! What machines write: builds, tickets, junk.

use crate::demo::WORK;
use crate::demo::compose::Letter;
use crate::demo::people::{BUILD, LENA_WORK, Person, TICKETS};

fn letter(mailbox: &'static str, from: Person, subject: &str) -> Letter {
    Letter::new(WORK, mailbox, from, LENA_WORK, subject).field("Auto-Submitted", "auto-generated")
}

/// Letters of machines.
pub(super) fn letters() -> Vec<Letter> {
    let mut letters = builds();
    letters.extend(tickets());
    letters.extend(junk());
    letters
}

fn builds() -> Vec<Letter> {
    let branches = ["main", "frost-shield", "mtf-charts", "manual-is", "calibration"];
    (0..36_i64)
        .zip(branches.into_iter().cycle())
        .map(|(place, branch)| {
            let passed = place % 5 != 2;
            let number = 2318 - place;
            let (subject, mark, text) = if passed {
                (format!("Build #{number} passed: {branch}"), "✅", "All 1,284 tests passed in 6 min 41 s.")
            } else {
                (format!("Build #{number} failed: {branch}"), "❌", "2 of 1,284 tests failed:")
            };
            let details = if passed {
                String::new()
            } else {
                "<pre>raytrace::ghosts::surface_four ... FAILED\n  expected 0.19 ± 0.01\n  actual   0.24\n\
                 thermal::shield::no_blue_light ... FAILED\n  led colour: blue (why?)</pre>"
                    .to_owned()
            };
            let html = format!(
                "<html><body><h2>{mark} {subject}</h2><p>{text}</p>{details}<p>Branch <code>{branch}</code>, commit \
                 <code>{:07x}</code>.</p><p><a href=\"https://forge.nordlicht-optik.example/builds/{number}\">Open the \
                 build</a></p></body></html>",
                0x00a3_f1c9_i64 + number * 7919
            );
            let letter =
                letter("Notifications", BUILD, &subject).html(html).day(place / 2, 9 + place % 2 * 6, place * 7 % 60);
            if place < 3 { letter.unread() } else { letter }
        })
        .collect()
}

fn tickets() -> Vec<Letter> {
    let topics = [
        "Drucker im Flur druckt nur noch rückwärts",
        "Monitor flackert bei Vollmond",
        "Bitte Zugang zum Messlabor",
        "Telefon klingelt, obwohl niemand anruft",
        "Maus (Tier) im Serverraum",
        "Passwort vergessen, wieder",
        "Beamer sagt „Kein Signal“, ich sage das auch",
        "Tastatur mit ß gesucht",
    ];
    topics
        .into_iter()
        .zip(0_i64..)
        .map(|(topic, place)| {
            letter("Notifications", TICKETS, &format!("[#{}] {topic}", 5130 - place * 11))
                .day(1 + place * 4, 11, place * 5)
                .text(format!(
                    "Ihr Vorgang „{topic}“ wurde bearbeitet.\n\nStatus: gelöst\nBearbeitet von: Henrike Jørgensen\n\n\
                 Antworten Sie auf diese Nachricht, wenn das Problem zurückkehrt.\n"
                ))
        })
        .collect()
}

fn junk() -> Vec<Letter> {
    const LEADS: Person = Person { name: "B2B Leads Pro", email: "offer@leads-pro.example" };
    ["10,000 verified optics buyers", "Last chance: 10,000 optics buyers", "Did you see my last e-mail?"]
        .into_iter()
        .zip(0_i64..)
        .map(|(subject, place)| {
            letter("Junk", LEADS, subject)
                .day(place * 3, 4, 44)
                .text("Dear Sir or Madam or Team,\n\nwould you be open to a quick call?\n")
        })
        .collect()
}
