//! The project Polarstern: a lens for cold nights, and the people who grind it.

use crate::demo::WORK;
use crate::demo::compose::Letter;
use crate::demo::files;
use crate::demo::people::{GRACE, INES, LENA_WORK, MARTIN, PRIYA, Person, TEAM, TOMASZ};
use crate::demo::templates::reply;

fn to_me(from: Person, subject: &str) -> Letter {
    Letter::new(WORK, "INBOX", from, LENA_WORK, subject)
}

fn filed(from: Person, subject: &str) -> Letter {
    Letter::new(WORK, "Projekte/Polarstern", from, TEAM, subject)
}

const COATING: &str = "Hi Lena,

the first coated samples came out of the chamber this morning, and they are better than \
the model promised:

Sample   Layers   Reflection   Hardness
P-01     7        0.31 %       6H
P-02     9        0.22 %       6H
P-03     9        0.19 %       7H

P-03 is the one with the slower ramp. It takes forty minutes longer per batch, but I would \
argue it is worth every one of them.

The full series is attached. Can we look at it together before Thursday?

Priya";

/// Letters of the project.
pub(super) fn letters() -> Vec<Letter> {
    let mut letters = coating();
    letters.extend(review());
    letters.extend(history());
    letters
}

fn coating() -> Vec<Letter> {
    vec![
        to_me(PRIYA, "Lens coating: first results ✨").thread("coating", 0).minutes(48).unread().cc(&[TOMASZ]).text(COATING).file(
            files::csv("coating-series-P.csv", "sample,layers,reflection,hardness\nP-01,7,0.31,6H\nP-02,9,0.22,6H\nP-03,9,0.19,7H\n"),
        ),
        to_me(TOMASZ, "Re: Lens coating: first results ✨").thread("coating", 1).minutes(17).unread().cc(&[PRIYA]).text(reply(
            "0.19 % is a number I would like to have framed.\n\nForty minutes are fine as long as we only coat the front \
             elements that way. I can free the small chamber on Wednesdays.\n\nTomasz",
            "Priya Raman wrote:",
            COATING,
        )),
        to_me(GRACE, "Purchase order 4471 – 60 × Polarstern prototype").day(1, 15, 37).flags("\\Seen \\Flagged").html(
            "<html><body><p>Dear Lena,</p><p>as discussed in Hamburg, please find our order for the first batch below. \
             We would need the lenses <strong>before the aurora season ends</strong>, ideally in week&nbsp;6.</p>\
             <table border=\"1\"><tr><th>Item</th><th>Quantity</th><th>Unit price</th><th>Total</th></tr>\
             <tr><td>Polarstern 24 mm, prototype</td><td>60</td><td>€ 412.00</td><td>€ 24,720.00</td></tr>\
             <tr><td>Heated dew shield</td><td>60</td><td>€ 38.50</td><td>€ 2,310.00</td></tr>\
             <tr><td>Calibration report</td><td>1</td><td>€ 950.00</td><td>€ 950.00</td></tr>\
             <tr><td><b>Sum</b></td><td></td><td></td><td><b>€ 27,980.00</b></td></tr></table>\
             <p>Two remarks from our field team:</p><ol><li>The cap should survive being dropped on ice. \
             <i>It will be dropped on ice.</i></li><li>Please no blue light on the heater. The bears are not the problem; \
             the <a href=\"https://aurora-instruments.example/dark-adaptation\">dark adaptation</a> is.</li></ol>\
             <p>Kind regards from Tromsø,<br>Grace Okafor<br><span style=\"color:#888\">Aurora Instruments AS</span></p></body></html>",
        ).file(files::pdf("PO-4471.pdf", &["Purchase order 4471", "60 x Polarstern 24 mm", "Aurora Instruments AS"])),
    ]
}

fn review() -> Vec<Letter> {
    vec![
        to_me(MARTIN, "Einladung: Entwurfsprüfung Polarstern").day(1, 9, 12).unread().also_to(&[PRIYA, TOMASZ, INES]).text(
            "Liebe alle,\n\nam Donnerstag um 14 Uhr gehen wir den Entwurf ein letztes Mal durch, bevor Glas bestellt wird. \
             Bitte bringt eure Zweifel mit; danach kosten sie Geld.\n\n1. Vergütung (Priya)\n2. Fassung und Frostschutz \
             (Tomasz)\n3. Zeitplan und Preise (Lena)\n4. Kekse (ich)\n\nMartin Voss\n",
        ).file(files::ics("Entwurfsprüfung.ics", "Entwurfsprüfung Polarstern", "Raum Leuchtfeuer", "20261126T140000", "20261126T153000")),
        to_me(INES, "Handbuch: wie nennen wir den Ring?").day(2, 16, 50).thread("ring", 0).flags("\\Seen \\Answered").text(
            "Olá Lena,\n\nim Handbuch heißt das Ding an drei Stellen Fokusring, an zwei Stellen Schärfering und einmal \
             „der Dreher“. Ich bin für Fokusring. Der Dreher war ich selbst, das war nach Mitternacht.\n\nInês\n",
        ),
        Letter::new(WORK, "Sent", LENA_WORK, INES, "Re: Handbuch: wie nennen wir den Ring?").day(2, 17, 8).thread("ring", 1).text(reply(
            "Fokusring. Aber „der Dreher“ wird der Name der Katze, falls wir je eine Bürokatze bekommen.\n\nLena",
            "Inês Duarte schrieb:",
            "Ich bin für Fokusring. Der Dreher war ich selbst, das war nach Mitternacht.",
        )),
        to_me(INES, "Re: Handbuch: wie nennen wir den Ring?").day(2, 17, 15).thread("ring", 2).text("Abgemacht. Auch das mit der Katze.\n\nInês\n"),
    ]
}

const NOTES: [(Person, &str, &str); 22] = [
    (
        MARTIN,
        "Kick-off: ein Objektiv für kalte Nächte",
        "Ziel: f/1.4 bei minus vierzig Grad, ohne dass jemand die Handschuhe ausziehen muss.",
    ),
    (
        PRIYA,
        "Glass selection, round one",
        "Three candidates, one clear favourite, and one that is only in the list because it is called Snow White.",
    ),
    (
        TOMASZ,
        "Titan oder Messing?",
        "Titan ist leichter, Messing ist schöner. Die Kälte ist es egal, den Kunden nicht.",
    ),
    (INES, "Notes from the user interviews", "Seven people, five countries, one wish: a focus ring one can feel."),
    (MARTIN, "Budget genehmigt", "Mit einer Ausnahme: der Ausflug nach Island heißt jetzt „Klimatest“."),
    (PRIYA, "Ghosts in the corner", "Found them. Surface four. They are pretty, but they have to go."),
    (TOMASZ, "Frostkammer wieder frei", "Minus 42 Grad, Kaffee friert in elf Minuten. Versuch abgeschlossen."),
    (
        INES,
        "Draft of the quick-start card",
        "One page, six pictures, no words. It works in every language we do not speak.",
    ),
    (PRIYA, "Re: Ghosts in the corner", "Gone. It cost us 0.4 mm of length and one weekend."),
    (
        MARTIN,
        "Patentrecherche",
        "Nichts im Weg, außer einem japanischen Patent von 1978, das wunderschön gezeichnet ist.",
    ),
    (TOMASZ, "Zeichnung 14-B, Rev. C", "Der Radius stimmt jetzt. Rev. B bitte schreddern, nicht nur durchstreichen."),
    (
        GRACE,
        "Field test on Svalbard",
        "Two lenses, nine nights, one broken tripod, no fog on the glass. We are impressed.",
    ),
    (PRIYA, "MTF charts", "They look like the coast of Holland: flat, all the way to the edge."),
    (INES, "Name ideas", "Polarstern won with six votes. “Frosty” got one. I know who it was."),
    (TOMASZ, "Schmierfett, Teil 3", "Das neue Fett bleibt weich. Das alte kann man jetzt als Klebstoff verkaufen."),
    (
        MARTIN,
        "Besuch aus der Glashütte",
        "Sie bringen drei Rohlinge mit und wollen die Frostkammer sehen. Jacken bereitlegen.",
    ),
    (
        PRIYA,
        "Tolerance run finished",
        "Ten thousand virtual lenses, ninety-seven percent better than spec. The other three percent have character.",
    ),
    (GRACE, "Pictures from the ice", "Attached: one aurora, one dog, one very happy photographer."),
    (TOMASZ, "Deckel: Falltest", "Zwei Meter auf Granit, zehnmal. Granit hat verloren."),
    (
        INES,
        "Übersetzungen da",
        "Norwegisch, Finnisch, Isländisch. Im Isländischen ist das Handbuch ein Gedicht geworden.",
    ),
    (MARTIN, "Zeitplan, ehrlich", "Prototypen im Februar, Serie im Juni. Mit Ferien im Juli, bitte."),
    (PRIYA, "Simulation of the heated shield", "Two watts are enough. Three melt the snow on the photographer."),
];

/// A year of the project's list.
fn history() -> Vec<Letter> {
    let count = 22_i64;
    NOTES
        .into_iter()
        .zip(0_i64..)
        .map(|((from, subject, text), place)| {
            let days = (count - place) * 13;
            let letter = filed(from, &format!("[polarstern] {subject}"))
                .day(days, 8 + place % 10, place * 17 % 60)
                .field("List-Id", "Polarstern <polarstern.nordlicht-optik.example>")
                .text(format!("Hallo zusammen,\n\n{text}\n\n{}\n", from.name));
            match place {
                17 => letter.file(files::png("aurora.png", 40)),
                10 => letter.file(files::pdf("14-B-Rev-C.pdf", &["Zeichnung 14-B", "Revision C", "R = 48,2 mm"])),
                _ => letter,
            }
        })
        .collect()
}
