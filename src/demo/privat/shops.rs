//! Orders, tickets and bills: tables, files, and a letter that came back.

use crate::demo::PRIVAT;
use crate::demo::compose::Letter;
use crate::demo::files;
use crate::demo::people::{BAHN, BANK, BUCH, DAEMON, KAFFEE, LENA, Person, STROM};
use crate::demo::templates::receipt;

fn letter(mailbox: &'static str, from: Person, subject: &str) -> Letter {
    Letter::new(PRIVAT, mailbox, from, LENA, subject)
}

/// Letters of shops and offices.
pub(super) fn letters() -> Vec<Letter> {
    let mut letters = vec![ticket(), order(), bounce(), parcel()];
    letters.extend(bills());
    letters.extend(statements());
    letters
}

fn ticket() -> Letter {
    letter("INBOX", BAHN, "Ihre Buchung KB-7Q4X2: Hafenstadt – Brüssel – London")
        .day(1, 11, 26)
        .flags("\\Seen \\Flagged")
        .html(receipt(
            "Gute Reise, Lena Brandt!",
            "Ihre Fahrt ist gebucht. Der Fahrschein hängt an dieser Nachricht; Sie können ihn auch einfach auf dem Telefon zeigen.",
            ["Abfahrt", "Zug", "Platz"],
            &[
                ["Hafenstadt 19:41", "NJ 402", "Wagen 7, Platz 34 (Fenster)"],
                ["Brüssel 08:12", "ES 9117", "Wagen 12, Platz 61"],
                ["London 09:57", "Ankunft", "–"],
            ],
            "<b>Wichtig:</b> Bitte seien Sie in Brüssel <i>45 Minuten</i> vor Abfahrt am Zug.<br>\
             Fragen beantwortet <a href=\"https://kuestenbahn.example/hilfe\">unsere Hilfe</a> rund um die Uhr.",
        ))
        .file(files::pdf("Fahrschein KB-7Q4X2.pdf", &["Fahrschein KB-7Q4X2", "Lena Brandt", "Hafenstadt - London", "2 Erwachsene: 0, 1 Erwachsene: 1"]))
        .file(files::ics("Reise.ics", "Nachtzug nach London", "Hafenstadt Hbf, Gleis 3", "20270312T194100", "20270313T095700"))
}

fn order() -> Letter {
    letter("INBOX", KAFFEE, "Bestellung 20814 ist unterwegs 📦").day(2, 14, 3).html(receipt(
        "Ihr Kaffee ist unterwegs",
        "Hallo Lena, heute Morgen geröstet, heute Mittag eingepackt. Übermorgen sollte es bei Ihnen duften.",
        ["Sorte", "Menge", "Preis"],
        &[
            ["Yirgacheffe, ganze Bohne", "2 × 250 g", "19,80 €"],
            ["Hausmischung Kutter", "1 × 500 g", "14,50 €"],
            ["Versand", "", "0,00 €"],
            ["<b>Summe</b>", "", "<b>34,30 €</b>"],
        ],
        "Verfolgen Sie das Paket: <a href=\"https://paket.example/20814\">Sendung 20814</a>",
    ))
}

fn parcel() -> Letter {
    letter("INBOX", BUCH, "„Die Kartografin“ liegt für Sie bereit").day(0, 9, 4).unread().text(
        "Liebe Frau Brandt,\n\nIhr Buch ist da. Wir haben hineingelesen (nur die erste Seite, wirklich) und beneiden Sie.\n\n\
         Sie finden uns bis 18:30 Uhr in der Fischergasse 8, das Buch liegt an der Kasse unter B.\n\n\
         Ihre Buchhandlung Seitenweise\n\n-- \nBuchhandlung Seitenweise · Fischergasse 8 · Hafenstadt\nhttps://seitenweise.example\n",
    )
}

/// A letter that could not be delivered.
fn bounce() -> Letter {
    letter("INBOX", DAEMON, "Undelivered Mail Returned to Sender").day(6, 16, 59).field("Auto-Submitted", "auto-replied").text(
        "This is the mail system at host mx.taubenschlag.example.\n\n\
         I'm sorry to have to inform you that your message could not\n\
         be delivered to one or more recipients. It's attached below.\n\n\
         <wanderclub@berghuette.example>: host mx.berghuette.example[192.0.2.25] said:\n\
         \x20   550 5.1.1 <wanderclub@berghuette.example>: Recipient address rejected:\n\
         \x20   User unknown in virtual mailbox table (in reply to RCPT TO command)\n",
    ).file(files::txt("Zustellbericht.txt",
        "Reporting-MTA: dns; mx.taubenschlag.example\nFinal-Recipient: rfc822; wanderclub@berghuette.example\nAction: failed\nStatus: 5.1.1\n"))
}

fn bills() -> Vec<Letter> {
    let months = ["Oktober", "September", "August", "Juli", "Juni", "Mai", "April", "März", "Februar", "Januar"];
    let amounts = ["61,20", "58,90", "52,35", "51,80", "54,10", "63,75", "71,40", "83,05", "92,60", "97,15"];
    months
        .into_iter()
        .zip(amounts)
        .zip(0_i64..)
        .map(|((month, amount), place)| {
            letter("Rechnungen", STROM, &format!("Ihre Abrechnung für {month}"))
                .day(20 + place * 30, 5, 10)
                .html(receipt(
                    &format!("Abrechnung {month}"),
                    "Guten Tag Frau Brandt, vielen Dank, dass Sie mit uns kochen, lesen und Tee trinken.",
                    ["Posten", "Verbrauch", "Betrag"],
                    &[
                        ["Strom", "148 kWh", &format!("{amount} €")],
                        ["Grundpreis", "1 Monat", "8,90 €"],
                        ["Gutschrift Solar", "−12 kWh", "−1,44 €"],
                    ],
                    "Der Betrag wird am 15. abgebucht. Sie müssen nichts tun.",
                ))
                .file(files::pdf(
                    "Abrechnung.pdf",
                    &["Stadtwerke Hafenstadt", month, "Lena Brandt, Kaistrasse 12", amount],
                ))
        })
        .collect()
}

fn statements() -> Vec<Letter> {
    (0..8_i64)
        .map(|place| {
            letter("Rechnungen", BANK, "Neues Dokument in Ihrem Postfach").day(12 + place * 30, 7, 0).text(
                "Guten Tag Lena Brandt,\n\nin Ihrem Postfach liegt ein neuer Kontoauszug.\n\nBitte öffnen Sie dazu unsere \
                 Seite selbst; wir verschicken aus Sicherheitsgründen keine Links zur Anmeldung.\n\nIhre Hafenbank\n",
            )
        })
        .collect()
}
