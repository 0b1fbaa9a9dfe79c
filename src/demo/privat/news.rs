//! Newsletters, as HTML.

use crate::demo::PRIVAT;
use crate::demo::compose::Letter;
use crate::demo::people::{BUCH, GARTEN, KAFFEE, LENA, MUSEUM, Person};
use crate::demo::templates::{Story, newsletter};

fn letter(from: Person, subject: &str, html: String) -> Letter {
    Letter::new(PRIVAT, "INBOX", from, LENA, subject)
        .html(html)
        .field("List-Id", format!("<{}>", from.email.replace('@', ".")))
        .field("List-Unsubscribe", "<https://newsletter.example/abmelden>")
}

/// Newsletters of the last year.
pub(super) fn letters() -> Vec<Letter> {
    let mut letters = Vec::new();
    letters.extend(garden());
    letters.extend(coffee());
    letters.extend(museum());
    letters.extend(books());
    letters
}

const ISSUES: [(&str, &str, &str, &str, &str); 10] = [
    (
        "Laub ist Gold",
        "Warum der Rechen heute im Schuppen bleibt.",
        "Igel suchen jetzt ein Dach",
        "Ein Haufen aus Laub und Reisig genügt, am besten dort, wo bis März niemand aufräumt.",
        "Igelburg bauen",
    ),
    (
        "Knoblauch stecken, jetzt oder nie",
        "Zehen, Abstand, Geduld.",
        "Drei Sorten für kalte Winter",
        "Wer Anfang November steckt, erntet im Juli Knollen von der Größe einer Kinderfaust.",
        "Sorten ansehen",
    ),
    (
        "Kompost ohne Geruch",
        "Das Geheimnis heißt Pappe.",
        "Grün und Braun im Wechsel",
        "Auf jede Schicht Küchenreste gehört eine doppelt so dicke Schicht Trockenes.",
        "So schichten Sie",
    ),
    (
        "Der leiseste Rasenmäher der Welt",
        "Er hat vier Beine.",
        "Schafe zu leihen",
        "Zwei Tiere schaffen dreihundert Quadratmeter am Tag und düngen ohne Aufpreis.",
        "Schafe anfragen",
    ),
    (
        "Tomaten auf der Zielgeraden",
        "Ausgeizen war gestern.",
        "Jetzt wird entspitzt",
        "Über dem fünften Fruchtstand ist Schluss, damit die Kraft in die Früchte geht.",
        "Schritt für Schritt",
    ),
    (
        "Gießen wie ein Profi",
        "Selten, aber dann richtig.",
        "Der Fingertest",
        "Erst wenn die Erde zwei Fingerglieder tief trocken ist, kommt die Kanne.",
        "Zum Gießplan",
    ),
    (
        "Pflanzentausch am Sonntag",
        "Bringen Sie mit, was zu viel ist.",
        "Der Platz vor der Markthalle",
        "Ab zehn Uhr wird getauscht, ab elf gibt es Suppe, ab zwölf ist alles weg.",
        "Anfahrt",
    ),
    (
        "Aussaat auf der Fensterbank",
        "Paprika zuerst.",
        "Licht ist wichtiger als Wärme",
        "Ein Südfenster und ein Stück Alufolie ersetzen die teure Lampe.",
        "Aussaatkalender",
    ),
    (
        "Der Obstbaum braucht Sie",
        "Schnitt vor dem ersten Saft.",
        "Drei Schnitte, die immer stimmen",
        "Totes, Reibendes, Steiles: was bleibt, ist eine Krone, durch die man einen Hut werfen kann.",
        "Bilder ansehen",
    ),
    (
        "Ein Gartenjahr beginnt im Sessel",
        "Die Kataloge sind da.",
        "Planen mit Bleistift",
        "Zeichnen Sie zuerst die Wege. Pflanzen finden sich, Wege nicht.",
        "Vorlage laden",
    ),
];

fn garden() -> Vec<Letter> {
    ISSUES
        .into_iter()
        .zip(0_i64..)
        .map(|((title, preheader, story, text, button), week)| {
            let html = newsletter(
                "Gartenbrief",
                preheader,
                title,
                "Guten Morgen aus dem Gewächshaus, wo es heute nach feuchter Erde und ein wenig nach Frühling riecht.",
                &[
                    Story { title: story, text, button: (button, "https://gartenbrief.example/thema") },
                    Story {
                        title: "Frage der Woche",
                        text: "<i>„Meine Monstera wirft Blätter ab. Bin ich schuld?“</i> Vermutlich nicht. Drehen Sie sie trotzdem zum Licht.",
                        button: ("Alle Fragen", "https://gartenbrief.example/fragen"),
                    },
                ],
            );
            let letter = letter(GARTEN, &format!("🌱 {title}"), html).day(week * 14, 6, 30);
            if week == 0 { letter.unread() } else { letter }
        })
        .collect()
}

fn coffee() -> Vec<Letter> {
    let offers: [(&str, &str); 6] = [
        (
            "Frisch geröstet: Yirgacheffe mit Bergamotte",
            "Floral, hell, ein bisschen wie Tee, der sich für Kaffee entschieden hat.",
        ),
        (
            "Wir haben die Mühle repariert",
            "Und dabei gelernt, dass man Kaffeebohnen auch in einem Radlager finden kann.",
        ),
        ("Der Winterkaffee ist da ❄️", "Kakao, Orange, ein Hauch Piment. Es gibt ihn, bis die Säcke leer sind."),
        ("Kurs: Filterkaffee ohne Geheimnisse", "Zwei Stunden, vier Kannen, keine Waage mit Bluetooth."),
        ("Ein Brief aus Kolumbien", "Doña Marta schreibt, wie die Ernte war. Kurz: nass, steil, gut."),
        ("Pfandgläser jetzt auch online", "Glas zurück, Geld zurück, Gewissen leichter."),
    ];
    offers
        .into_iter()
        .zip(0_i64..)
        .map(|((title, text), place)| {
            let html = newsletter("Rösterei Morgenrot", text, title, text, &[Story {
                title: "Diese Woche im Röster",
                text: "Montag und Donnerstag wird geröstet, dienstags und freitags geht die Post ab. Ab drei Tüten ohne Porto.",
                button: ("Zum Laden", "https://morgenrot.example/laden"),
            }]);
            letter(KAFFEE, title, html).day(3 + place * 19, 10, 15)
        })
        .collect()
}

fn museum() -> Vec<Letter> {
    let shows: [(&str, &str); 5] = [
        (
            "Nacht der Leuchttürme: 23 Lichter, ein Abend",
            "Wir schalten alle Linsen ein, die wir haben. Bringen Sie eine Jacke mit und jemanden zum Staunen.",
        ),
        (
            "Neu in der Sammlung: ein Sextant mit Geschichte",
            "Er fiel 1887 über Bord, tauchte 1931 in einem Fischernetz auf und geht noch immer auf zwei Bogenminuten genau.",
        ),
        ("Vortrag: Wie Möwen navigieren", "Spoiler: besser als wir. Eintritt frei, Plätze knapp."),
        (
            "Kinderwerkstatt: Knoten für Anfänger",
            "Palstek, Achtknoten, Schleife. Für Menschen ab sechs Jahren und ihre staunenden Eltern.",
        ),
        ("Das Museumscafé hat neue Fenster", "Und dahinter die Förde. Der Kuchen ist derselbe geblieben, zum Glück."),
    ];
    shows
        .into_iter()
        .zip(0_i64..)
        .map(|((title, text), place)| {
            let html = newsletter("Museum für Seefahrt", text, title, text, &[
                Story { title: "Öffnungszeiten", text: "Dienstag bis Sonntag, 10 bis 18 Uhr. Mittwochs bis 21 Uhr, weil die Lichter dann schöner sind.", button: ("Karten kaufen", "https://seefahrtmuseum.example/karten") },
            ]);
            letter(MUSEUM, title, html).day(2 + place * 27, 12, 0)
        })
        .collect()
}

fn books() -> Vec<Letter> {
    let tips: [(&str, &str, &str); 6] = [
        (
            "Fünf Bücher für lange Abende",
            "Die Kartografin",
            "Eine Frau vermisst eine Insel, die jedes Jahr ein Stück woanders liegt.",
        ),
        (
            "Lesung am Freitag, mit Suppe",
            "Salz auf der Haut der Zeit",
            "Die Autorin liest, der Chef kocht, beide sind aufgeregt.",
        ),
        (
            "Was wir im Sommer gelesen haben",
            "Der langsame Zug",
            "Ein Roman in vierzehn Haltestellen, von denen eine fehlt.",
        ),
        (
            "Krimis ohne Leichen",
            "Der Dieb, der alles zurückbrachte",
            "Vier Fälle, in denen am Ende mehr da ist als am Anfang.",
        ),
        ("Zum Verschenken: Gedichte", "Hundert Zeilen Wind", "Passt in jede Manteltasche und in fast jede Stimmung."),
        (
            "Unser Schaufenster hat Geburtstag",
            "Nautisches Wörterbuch der Gefühle",
            "Von „abflauen“ bis „Windstille“, illustriert.",
        ),
    ];
    tips.into_iter()
        .zip(0_i64..)
        .map(|((title, book, text), place)| {
            let html = newsletter(
                "Buchhandlung Seitenweise",
                text,
                title,
                "Liebe Leserinnen und Leser, der Tee ist aufgesetzt.",
                &[Story { title: book, text, button: ("Reservieren", "https://seitenweise.example/reservieren") }],
            );
            letter(BUCH, title, html).day(5 + place * 33, 15, 45)
        })
        .collect()
}
