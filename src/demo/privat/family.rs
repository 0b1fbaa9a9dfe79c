//! The family: a mailbox of its own with pictures, and letters in the inbox.

use crate::demo::PRIVAT;
use crate::demo::compose::Letter;
use crate::demo::files;
use crate::demo::people::{JONAS, LENA, MAMA, OMA, Person};
use crate::demo::templates::reply;

fn letter(mailbox: &'static str, from: Person, subject: &str) -> Letter {
    Letter::new(PRIVAT, mailbox, from, LENA, subject)
}

const APPLES: &str = "Liebe Lena,

die Äpfel sind alle gepflückt, es waren elf Eimer. Vier sind Mus geworden, drei hat der \
Nachbar bekommen, und der Rest liegt im Keller auf Zeitungspapier, so wie Opa es immer \
gemacht hat. Du musst kommen und essen.

Das mit der elektronischen Post geht jetzt schon ganz gut. Jonas hat mir gezeigt, wie \
man Bilder anhängt. Ich habe aus Versehen achtzehn Mal dasselbe geschickt, bitte lösche \
siebzehn davon.

Es umarmt dich
deine Oma Hilde";

/// Letters of the family.
pub(super) fn letters() -> Vec<Letter> {
    let mut letters = vec![
        letter("INBOX", OMA, "Elf Eimer Äpfel 🍎").day(0, 8, 2).unread().text(APPLES),
        letter("INBOX", JONAS, "Mamas Geburtstag: was schenken wir?").day(3, 20, 30).thread("mama", 0)
            .flags("\\Seen \\Answered").text(
                "Hallo große Schwester,\n\nin drei Wochen wird Mama sechzig. Vorschläge bisher: ein Wochenende am Meer \
                 (Papa), ein Hochbeet (Oma), ein Hund (ich).\n\nIch ahne, wie die Abstimmung ausgeht. Was sagst du?\n\nJonas\n",
            ),
        Letter::new(PRIVAT, "Gesendet", LENA, JONAS, "Re: Mamas Geburtstag: was schenken wir?").day(3, 21, 11)
            .thread("mama", 1).text(reply(
                "Ein Wochenende am Meer, auf dem sie einen Hund trifft. Das Hochbeet bauen wir im Frühling selbst.\n\nLena",
                "Jonas Brandt schrieb:",
                "Vorschläge bisher: ein Wochenende am Meer (Papa), ein Hochbeet (Oma), ein Hund (ich).",
            )),
        letter("INBOX", JONAS, "Re: Mamas Geburtstag: was schenken wir?").day(2, 7, 48).thread("mama", 2).text(reply(
            "Diplomatisch. Ich frage nach einem Zimmer mit Balkon und lege 150 € aus. Kannst du die Karte malen?",
            "Lena Brandt schrieb:",
            "Ein Wochenende am Meer, auf dem sie einen Hund trifft.",
        )),
        letter("INBOX", MAMA, "Weihnachten bei uns?").day(6, 16, 20).flags("\\Seen \\Flagged").text(
            "Mein liebes Kind,\n\nPapa möchte wissen, ob er die große oder die ganz große Gans bestellen soll. Oma \
             kommt am 23., Jonas wie immer eine Stunde später als angekündigt.\n\nSchläfst du im alten Zimmer? Die \
             Nähmaschine kann ausziehen.\n\nMama\n",
        ),
    ];
    letters.extend(pictures());
    letters.extend(years());
    letters
}

/// Pictures of the year.
fn pictures() -> Vec<Letter> {
    let trips: [(&str, &str, &'static str, u8, i64); 8] = [
        (
            "Sonnenuntergang auf Amrum",
            "So sah es gestern vom Balkon aus. Das Bild ist nicht bearbeitet, ehrlich.",
            "Amrum.png",
            230,
            9,
        ),
        (
            "Die neue Hängematte",
            "Hält zwei Personen. Hält drei Personen nicht, wie wir jetzt wissen.",
            "Hängematte.png",
            120,
            31,
        ),
        (
            "Wanderung zum Brocken",
            "Nebel, Nebel, Brocken, Nebel. Auf dem Bild ist der Brocken links.",
            "Brocken.png",
            60,
            48,
        ),
        (
            "Omas Garten im Juli",
            "Sie lässt ausrichten, dass die Stockrosen so hoch sind wie ich.",
            "Garten Juli.png",
            150,
            127,
        ),
        (
            "Taufe von Mila",
            "Alle drauf, alle mit offenen Augen, alle lächeln. Wird es nie wieder geben.",
            "Taufe.png",
            180,
            160,
        ),
        ("Eisbaden!", "Minus zwei Grad Luft, plus drei Grad Wasser, null Grad Verstand.", "Eisbaden.png", 20, 290),
        (
            "Schneeburg, Stand: Sonntag",
            "Mit Erker. Jonas besteht darauf, dass der Erker erwähnt wird.",
            "Schneeburg.png",
            90,
            310,
        ),
        ("Erster Krokus", "Pünktlich wie jedes Jahr neben der Regentonne.", "Krokus.png", 210, 268),
    ];
    let senders = [MAMA, JONAS, OMA];
    trips
        .into_iter()
        .zip(senders.into_iter().cycle())
        .map(|((subject, text, name, hue, days), from)| {
            letter("Familie/Fotos", from, subject)
                .day(days, 18, days % 60)
                .text(format!("Hallo ihr Lieben,\n\n{text}\n\n{}\n", from.name))
                .file(files::png(name, hue))
        })
        .collect()
}

/// Two years of family business, some of it finished, some of it eternal.
fn years() -> Vec<Letter> {
    let topics: [(Person, &str, &str); 12] = [
        (MAMA, "Schlüssel vom Gartenhaus", "Wer hat ihn? Ich frage nur, bevor ich das Schloss aufbohre."),
        (
            JONAS,
            "WLAN bei Oma",
            "Der Kasten blinkt jetzt grün statt rot. Ich habe nichts gemacht und nehme allen Dank an.",
        ),
        (
            OMA,
            "Frage zu den Apostrophen",
            "Im Kreuzworträtsel: Auslassungszeichen mit zehn Buchstaben. Du hast das doch studiert.",
        ),
        (
            MAMA,
            "Impftermin Minka",
            "Die Katze hat mehr Arzttermine als wir alle. Könntest du sie am Freitag hinbringen?",
        ),
        (JONAS, "Bohrmaschine", "Hast du meine Bohrmaschine oder habe ich deine? Eine von beiden bohrt schief."),
        (
            MAMA,
            "Rezept Zwetschgenkuchen",
            "500 g Mehl, 250 g Butter, ein Blech Zwetschgen und kein Wort zu Papa über den Zucker.",
        ),
        (OMA, "Strümpfe", "Ich stricke gerade welche. Größe 39, oder sind deine Füße gewachsen?"),
        (JONAS, "Film am Sonntag", "Der mit dem Leuchtturm, zwanzig Uhr, ich bringe Popcorn, du bringst Geduld mit."),
        (MAMA, "Heizung", "Der Mann war da. Es war das Ventil. Es ist immer das Ventil."),
        (OMA, "Wie macht man ein Herzchen", "Jonas sagt, man drückt < und 3. Das sieht aber aus wie eine Eistüte. <3"),
        (JONAS, "Marathon??", "Halber. Im Frühjahr. Ich habe mich angemeldet und bereue es schon."),
        (MAMA, "Fotoalbum 1994", "Du mit Zahnlücke auf dem roten Roller. Ich scanne es ein, sobald ich weiß, wie."),
    ];
    topics
        .into_iter()
        .zip(0_i64..)
        .map(|((from, subject, text), place)| {
            letter("Familie", from, subject)
                .day(7 + place * 23, 8 + place % 12, place * 7 % 60)
                .flags(if place % 4 == 1 { "\\Seen \\Answered" } else { "\\Seen" })
                .text(format!("Liebe Lena,\n\n{text}\n\n{}\n", from.name))
        })
        .collect()
}
