//! Life in the office.

use crate::demo::WORK;
use crate::demo::compose::Letter;
use crate::demo::files;
use crate::demo::people::{GRACE, HENRIKE, INES, LENA_WORK, LIAM, MARTIN, PRIYA, Person, TOMASZ};
use crate::demo::templates::{Story, newsletter};

fn letter(mailbox: &'static str, from: Person, subject: &str) -> Letter {
    Letter::new(WORK, mailbox, from, LENA_WORK, subject)
}

/// Letters of the office.
pub(super) fn letters() -> Vec<Letter> {
    let mut letters = vec![
        letter("INBOX", HENRIKE, "Kuchen in der Küche 🍰").minutes(140).unread().text(
            "Marzipan. Wer zuerst kommt, isst zuerst. Wer zuletzt kommt, spült.\n\nHenrike\n",
        ),
        letter("INBOX", MARTIN, "Zahlen für das dritte Quartal – und warum sie trotz der späten Lieferung der Gläser besser aussehen als im Sommer befürchtet")
            .day(2, 8, 30).flags("\\Seen \\Flagged").text(
                "Liebe Lena,\n\nanbei die Zahlen. Kurz gefasst:\n\nBereich          Q2        Q3        Änderung\n\
                 Objektive        412.000   468.500   +14 %\nService           88.200    91.750    +4 %\n\
                 Sonderanfertig.   57.900    49.300   -15 %\n\nDie Delle bei den Sonderanfertigungen ist das Planetarium, das \
                 erst im Oktober gezahlt hat.\n\nMartin\n",
            ).file(files::csv("Q3.csv", "Bereich;Q2;Q3\nObjektive;412000;468500\nService;88200;91750\nSonderanfertigungen;57900;49300\n")),
        letter("INBOX", GRACE, "Re: Visit in March").day(4, 13, 44).thread("visit", 1).text(
            "Dear Lena,\n\nMarch it is. Bring boots, a sense of humour and, if you can, two kilos of that coffee.\n\n\
             > Would the second week suit you? I could come by train as far as Narvik.\n\nIt would. The train is slow and \
             the view is not.\n\nGrace\n",
        ),
        Letter::new(WORK, "Sent", LENA_WORK, GRACE, "Visit in March").day(5, 10, 2).thread("visit", 0).text(
            "Dear Grace,\n\nI would like to see your test site before we freeze (!) the design.\n\nWould the second week suit \
             you? I could come by train as far as Narvik.\n\nBest regards,\nLena\n",
        ),
        letter("INBOX", PRIYA, "Talk slides, and a small request").day(5, 17, 21).text(
            "Hi Lena,\n\nslides attached. Could you check page 7? I say “significantly” three times and only mean it once.\n\nPriya\n",
        ).file(files::pdf("Talk – cold glass.pdf", &["Cold glass", "Priya Raman", "Page 7 of 18"])),
        Letter::new(WORK, "Drafts", LENA_WORK, MARTIN, "Urlaub im Juli").day(1, 18, 40).flags("\\Seen \\Draft")
            .text("Lieber Martin,\n\nich würde gern vom 5. bis zum 23. Juli"),
    ];
    letters.extend(weekly());
    letters.extend(archive());
    letters
}

fn weekly() -> Vec<Letter> {
    let issues: [(&str, &str, &str); 9] = [
        (
            "Why your binoculars lie to you",
            "A short history of the number 8 × 42.",
            "Magnification is a promise; the exit pupil is the truth.",
        ),
        (
            "The lens that saw Neptune twice",
            "And nobody believed it the first time.",
            "A drawer in Edinburgh, a glass plate, and a very patient archivist.",
        ),
        (
            "Frost, fog and other enemies",
            "What breath does at minus thirty.",
            "Hold it. Literally: photographers in Finland count to twenty.",
        ),
        (
            "Glass is not a slow liquid",
            "Please stop saying that.",
            "Old windows are thicker below because somebody put them in that way.",
        ),
        (
            "A beginner’s guide to doing nothing under the stars",
            "Bring a chair.",
            "Forty minutes without a phone, and the sky doubles in size.",
        ),
        (
            "How to clean a mirror (don’t)",
            "Ten steps, nine of them are waiting.",
            "Dust costs you less light than one enthusiastic wipe.",
        ),
        ("The comet is late", "It has its reasons.", "Jupiter held it up, as Jupiter does."),
        (
            "Readers’ nights",
            "Your best pictures of September.",
            "Two foxes, one lighthouse, and the Milky Way over a car park.",
        ),
        ("What colour is the Moon?", "Greyer than you think.", "Hold a piece of asphalt next to it. We did."),
    ];
    issues
        .into_iter()
        .zip(0_i64..)
        .map(|((title, preheader, text), week)| {
            let html = newsletter(
                "Fernglas Weekly",
                preheader,
                title,
                "Good evening from the darkest street in Galway.",
                &[
                    Story {
                        title: preheader,
                        text,
                        button: ("Read the story", "https://fernglas-weekly.example/story"),
                    },
                    Story {
                        title: "Sky this week",
                        text: "Saturn after dusk, Orion before midnight, clouds whenever you look up.",
                        button: ("Open the map", "https://fernglas-weekly.example/sky"),
                    },
                ],
            );
            let letter = letter("INBOX", LIAM, title)
                .html(html)
                .day(week * 7 + 1, 19, 0)
                .field("List-Id", "<weekly.fernglas.example>");
            if week == 0 { letter.unread() } else { letter }
        })
        .collect()
}

fn archive() -> Vec<Letter> {
    let old: [(Person, &str, &str); 18] = [
        (
            HENRIKE,
            "Neue Kaffeemaschine",
            "Sie kann mehr als wir. Bitte lest die Anleitung, bevor ihr „Entkalken“ drückt.",
        ),
        (
            MARTIN,
            "Willkommen, Inês!",
            "Ab Montag am Fensterplatz. Sie bringt Erfahrung aus Porto mit und, wie man hört, Gebäck.",
        ),
        (
            TOMASZ,
            "Werkstattordnung, Fassung 9",
            "Neu: § 4, Absatz 2, keine Möwen füttern, auch nicht durch das kleine Fenster.",
        ),
        (PRIYA, "Conference report", "Best talk: the one without slides. Worst coffee: ours, still."),
        (
            INES,
            "Neues Logo im Briefkopf",
            "Der Stern ist jetzt drei Grad gedreht. Niemand wird es merken, alle werden sich wohler fühlen.",
        ),
        (HENRIKE, "Betriebsausflug: Abstimmung", "Kanu 7, Brauerei 6, Museum 5, zu Hause bleiben 1 (wir wissen, wer)."),
        (MARTIN, "Urlaubsplanung", "Bitte bis Ende des Monats eintragen. Wer nichts einträgt, bekommt November."),
        (TOMASZ, "Inventur", "Es fehlen zwei Schraubendreher und, rätselhafterweise, eine Tür."),
        (GRACE, "Thank you for the visit", "The team is still talking about the frost chamber. And about Tomasz."),
        (PRIYA, "Paper accepted!", "With minor revisions. Reviewer two wants a comma."),
        (INES, "Fotos vom Sommerfest", "Liegen auf dem Server. Das mit dem Grill habe ich gelöscht."),
        (HENRIKE, "Fundsachen", "Ein Handschuh, ein Löffel mit Gravur, ein Manuskript über Otter."),
        (MARTIN, "Jahresgespräch", "Mittwoch, halb elf, bei gutem Wetter draußen auf der Mole."),
        (TOMASZ, "Re: Schleifmaschine 2", "Läuft wieder. Es war ein Kugelschreiber."),
        (PRIYA, "Lunch talk on Thursday", "Topic: why stars twinkle and planets do not. Soup: lentil."),
        (INES, "Druckerei hat geantwortet", "Sie können Silber. Sie fragen nur, ob wir es wirklich wollen."),
        (HENRIKE, "Schlüsselkarten", "Die neuen sind blau. Die alten öffnen ab morgen nur noch den Kühlschrank."),
        (MARTIN, "Zum Jahresende", "Danke für ein Jahr, in dem mehr gelungen ist, als im Plan stand."),
    ];
    old.into_iter()
        .zip(0_i64..)
        .map(|((from, subject, text), place)| {
            letter("Archive", from, subject)
                .day(45 + place * 29, 8 + place % 9, place * 23 % 60)
                .flags(if place % 4 == 0 { "\\Seen \\Answered" } else { "\\Seen" })
                .text(format!("Hallo Lena,\n\n{text}\n\n{}\n", from.name))
        })
        .collect()
}
