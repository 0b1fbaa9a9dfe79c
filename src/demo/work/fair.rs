//! The fair in Kiel: planning, suppliers, travel.

use crate::demo::WORK;
use crate::demo::compose::Letter;
use crate::demo::files;
use crate::demo::people::{FABRIK, HENRIKE, INES, LENA_WORK, MARTIN, Person, TOMASZ};
use crate::demo::templates::{escaped, reply};

fn letter(mailbox: &'static str, from: Person, subject: &str) -> Letter {
    Letter::new(WORK, mailbox, from, LENA_WORK, subject)
}

const STAND: &str = "Hei Lena,

Standplan ist da: Halle 3, Ecke, Tageslicht von zwei Seiten. Das wollten wir seit Jahren.

Offen sind noch
- der Tisch für die Frostkammer (80 kg, bitte nicht auf Rollen)
- Strom ab Mittwochmittag
- wer am Sonntag abbaut

Der Kaffee ist geregelt. Ich kenne euch.

Henrike";

/// Letters about the fair.
pub(super) fn letters() -> Vec<Letter> {
    let mut letters = vec![
        letter("INBOX", HENRIKE, "Messe Kiel: Standplan und offene Punkte").thread("stand", 0).day(0, 10, 21).unread().text(STAND)
            .file(files::png("Standplan Halle 3.png", 80)),
        letter("INBOX", TOMASZ, "Re: Messe Kiel: Standplan und offene Punkte").thread("stand", 1).minutes(64).unread().cc(&[HENRIKE]).text(
            reply("Ich baue ab. Dafür möchte ich die Frostkammer selbst anschalten dürfen, vor Publikum, mit Trommelwirbel.\n\nTomasz",
                "Henrike Jørgensen schrieb:", STAND),
        ),
        letter("INBOX", FABRIK, "Angebot 2026-1187: Rohlinge BK7 und Sondergläser").day(3, 11, 40).flags("\\Seen \\Answered").thread("glas", 0).html(
            format!("<html><body><p>Sehr geehrte Frau Brandt,</p><p>vielen Dank für Ihre Anfrage. Wir bieten Ihnen an:</p>\
             <table border=\"1\" cellpadding=\"4\"><tr><th>Pos.</th><th>Bezeichnung</th><th>Menge</th><th>Preis</th></tr>\
             <tr><td>1</td><td>Rohling BK7, Ø&nbsp;52 mm, geglüht</td><td>200</td><td>9,40&nbsp;€</td></tr>\
             <tr><td>2</td><td>Rohling {glass}, Ø&nbsp;48 mm</td><td>120</td><td>31,00&nbsp;€</td></tr>\
             <tr><td>3</td><td>Verpackung, stoßfest</td><td>1</td><td>86,00&nbsp;€</td></tr></table>\
             <p>Lieferzeit: sechs Wochen ab Bestellung. Das Angebot gilt bis zum Monatsende.</p>\
             <p>Mit freundlichen Grüßen von der Insel<br>Ihre Glashütte Amrum</p></body></html>", glass = escaped("FPL53 <poliert>")),
        ).file(files::pdf("Angebot 2026-1187.pdf", &["Angebot 2026-1187", "Glashuette Amrum", "Rohlinge BK7, FPL53"])),
        Letter::new(WORK, "Sent", LENA_WORK, FABRIK, "Re: Angebot 2026-1187: Rohlinge BK7 und Sondergläser").day(3, 14, 2).thread("glas", 1).cc(&[MARTIN])
            .text("Sehr geehrte Damen und Herren,\n\nvielen Dank für das schnelle Angebot. Wir bestellen Position 1 und 2 wie \
                angeboten. Bitte liefern Sie in zwei Teilen, die erste Hälfte bis Mitte Januar.\n\nMit freundlichen Grüßen\n\
                Lena Brandt\n\n-- \nNordlicht Optik GmbH · Einkauf und Projekte\n"),
    ];
    let notes: [(Person, &str, &str); 13] = [
        (HENRIKE, "Hotelzimmer", "Sechs Zimmer, eins davon mit Badewanne. Es wird gelost."),
        (INES, "Roll-ups, zweite Runde", "Jetzt mit richtigem Ø im Namen. Danke, Henrike."),
        (
            MARTIN,
            "Vortrag am Freitag",
            "Zwanzig Minuten über Kälte. Ich brauche ein Bild von einem Eisbären, der eine Kamera hält. Rechtefrei.",
        ),
        (TOMASZ, "Transport Frostkammer", "Sie passt durch jede Tür außer durch unsere."),
        (HENRIKE, "Namensschilder", "Bitte prüft die Schreibweise. Ich habe Kowalski jetzt in drei Varianten."),
        (INES, "Give-aways", "Brillenputztücher. Ich weiß. Aber schöne."),
        (
            MARTIN,
            "Wer kommt mit ins Fischrestaurant?",
            "Acht Plätze, sieben Zusagen. Vegetarier bekommen den Fensterplatz.",
        ),
        (HENRIKE, "Parkausweise", "Liegen am Empfang. Bitte nicht wieder im Kopierer vergessen."),
        (TOMASZ, "Vitrine: Schlüssel", "Es gibt zwei. Einer ist weg. Ich weiß nur nicht, welcher."),
        (INES, "Pressetext", "Drei Fassungen: sachlich, sehr sachlich, Gedicht."),
        (HENRIKE, "Nachlese Messe Vorjahr", "412 Gespräche, 37 Anfragen, 9 Aufträge, 1 Heiratsantrag (nicht an uns)."),
        (MARTIN, "Dank", "An alle, die vier Tage gestanden, gelächelt und Kälte erklärt haben."),
        (TOMASZ, "Rücktransport", "Alles da. Auch der Schlüssel."),
    ];
    letters.extend(notes.into_iter().zip(0_i64..).map(|((from, subject, text), place)| {
        letter("Projekte/Messe Kiel", from, subject)
            .day(6 + place * 5, 9 + place % 8, place * 19 % 60)
            .text(format!("Hallo Lena,\n\n{text}\n\n{}\n", from.name))
    }));
    letters
}
