//! What was filed, what was thrown away, what should never have come.

use crate::demo::PRIVAT;
use crate::demo::compose::Letter;
use crate::demo::people::{ANNA, EMILY, LENA, MATEO, PAUL, Person, SOPHIE, YUKI};

fn letter(mailbox: &'static str, from: Person, subject: &str) -> Letter {
    Letter::new(PRIVAT, mailbox, from, LENA, subject)
}

/// Filed letters.
pub(super) fn letters() -> Vec<Letter> {
    let mut letters = travels();
    letters.extend(japanese());
    letters.extend(archive());
    letters.extend(junk());
    letters.extend(trash());
    letters
}

fn travels() -> Vec<Letter> {
    let notes: [(Person, &str, &str); 14] = [
        (
            EMILY,
            "Books for a night train",
            "Nothing longer than four hundred pages, nothing sadder than the third hour after midnight. I suggest short stories and one atlas.",
        ),
        (
            ANNA,
            "Die Karte von 1911",
            "Im Antiquariat lag eine Seekarte, auf der unser Leuchtturm noch „im Bau“ heißt. Ich musste.",
        ),
        (
            MATEO,
            "Lisboa en tres días",
            "Día uno: subir. Día dos: bajar. Día tres: pastéis de nata hasta que llegue el tren.",
        ),
        (
            PAUL,
            "Packliste Islandsommer",
            "Wollmütze, Badehose, Regenhose, Regenjacke, Regenmütze, gute Laune. Zelt habe ich, Heringe fehlen drei.",
        ),
        (
            SOPHIE,
            "Zimmer in Triest gefunden",
            "Mit Blick auf den Hafen, wenn man sich weit hinauslehnt und der Nachbar die Markise einrollt.",
        ),
        (
            EMILY,
            "A list of lighthouses you can sleep in",
            "There are eleven. Two have heating. One has a ghost, but it only comes in February.",
        ),
        (
            YUKI,
            "夜行列車について",
            "Das Abteil war klein wie eine Bento-Schachtel und genauso ordentlich. おすすめです。",
        ),
        (ANNA, "Leseliste Winter", "1. Die Kartografin. 2. Alles über Möwen. 3. Etwas, bei dem man einschlafen darf."),
        (
            PAUL,
            "Fährzeiten Helgoland",
            "9:30 hin, 16:00 zurück, dazwischen Wind. Ich empfehle die Plätze hinten links.",
        ),
        (
            MATEO,
            "Un libro para ti",
            "Lo encontré en una caja delante de una librería en Sevilla. Le falta la última página; mejor así.",
        ),
        (SOPHIE, "Wandern ohne Berge", "Der Deich ist siebzig Kilometer lang und vier Meter hoch. Genau richtig."),
        (
            EMILY,
            "Chapter one, at last",
            "Do not be polite. Be quick, be honest, and tell me whether the dog survives in your opinion.",
        ),
        (
            ANNA,
            "Rückgabe bis Donnerstag",
            "Die Bibliothek hat mich erinnert, dass ich dich erinnern soll. Drei Bücher, eines davon mit Kaffeefleck (deiner).",
        ),
        (YUKI, "Teehäuser in Kyoto", "Ich habe dir sieben markiert. Das achte ist geheim, da gehen wir zusammen hin."),
    ];
    notes
        .into_iter()
        .zip(0_i64..)
        .map(|((from, subject, text), place)| {
            letter("B&APw-cher &- Reisen", from, subject)
                .day(10 + place * 17, 9 + place % 11, place * 13 % 60)
                .flags(if place % 5 == 0 { "\\Seen \\Flagged" } else { "\\Seen" })
                .text(format!("Hej Lena,\n\n{text}\n\n{}\n", from.name.split(' ').next().unwrap_or_default()))
        })
        .collect()
}

fn japanese() -> Vec<Letter> {
    let lessons: [(&str, &str); 7] = [
        (
            "第一課:あいさつ",
            "おはようございます。こんにちは。こんばんは。\n\nBitte dreimal laut lesen, einmal davon der Katze.",
        ),
        ("第二課:数字", "一、二、三、四、五。Die Vier hat zwei Lesungen, die Sieben auch. Ja, das ist gemein."),
        ("第三課:天気", "今日はいい天気ですね。Damit beginnt jedes zweite Gespräch der Welt."),
        ("第四課:食べ物", "ラーメンを食べたいです。Der wichtigste Satz von allen."),
        ("第五課:電車", "次の駅はどこですか。Die Antwort verstehst du ab Lektion neun."),
        ("第六課:手紙の書き方", "拝啓、秋も深まってまいりました。So beginnt ein Brief im November."),
        ("宿題 ✏️", "Bitte zehn Sätze über den Leuchtturm. 灯台は「とうだい」と読みます。"),
    ];
    lessons
        .into_iter()
        .zip(0_i64..)
        .map(|((subject, text), place)| {
            let letter =
                letter("&ZeVnLIqe-", YUKI, subject).day(4 + place * 7, 22, 15).text(format!("{text}\n\n優希\n"));
            if place == 0 { letter.unread() } else { letter }
        })
        .collect()
}

fn archive() -> Vec<Letter> {
    let old: [(Person, &str, &str); 16] = [
        (
            SOPHIE,
            "Protokoll Hausversammlung",
            "Punkt 1: das Licht im Treppenhaus. Punkt 2: das Licht im Treppenhaus. Punkt 3: Verschiedenes (Licht).",
        ),
        (
            PAUL,
            "Re: Fahrradschloss",
            "Die Kombination ist dein Geburtsjahr rückwärts. Schreib das bloß nirgends hin. Oh.",
        ),
        (ANNA, "Konzertkarten", "Reihe 4, Mitte, hinter einem sehr großen Mann, wie immer."),
        (EMILY, "Happy New Year!", "May it bring you wind from behind and tea that stays hot."),
        (MATEO, "¡Feliz cumpleaños!", "Que cumplas muchos más, y que haya tarta en todos."),
        (SOPHIE, "Schlüsselübergabe Samstag", "Elf Uhr, Hausmeister, gelber Helm. Nicht zu übersehen."),
        (
            PAUL,
            "Sternschnuppen heute Nacht",
            "Ab 23 Uhr auf dem Deich. Decken habe ich, Wünsche bitte selbst mitbringen.",
        ),
        (ANNA, "Pilze!!", "Steinpilze, sieben Stück, der Ort bleibt geheim. Sonntag Risotto bei mir."),
        (YUKI, "写真ありがとう", "Das Bild vom Nebel hängt jetzt im Flur. Alle fragen, wo die Brücke aufhört."),
        (EMILY, "The cat is back", "Three days, no explanation, slightly fatter. We are not asking questions."),
        (
            PAUL,
            "Bootshaus streichen",
            "Farbe: Taubenblau. Termin: sobald es drei Tage nicht regnet, also vermutlich 2031.",
        ),
        (SOPHIE, "Brotteig", "Er heißt jetzt Hermann und wohnt bei mir im Kühlschrank. Willst du eine Hälfte?"),
        (ANNA, "Fundstück vom Flohmarkt", "Ein Barometer, das seit 1962 auf „Veränderlich“ steht. Passt zu uns."),
        (MATEO, "Foto del puerto", "Al amanecer, sin filtros, con gaviota."),
        (PAUL, "Wer spielt am Freitag mit?", "Uns fehlt ein Tenor. Oder jemand, der überzeugend den Mund bewegt."),
        (EMILY, "Proofs arrived", "Two hundred and eighty pages of my own mistakes, beautifully printed."),
    ];
    old.into_iter()
        .zip(0_i64..)
        .map(|((from, subject, text), place)| {
            letter("Archiv", from, subject)
                .day(60 + place * 41, 10 + place % 9, place * 11 % 60)
                .flags(if place % 3 == 0 { "\\Seen \\Answered" } else { "\\Seen" })
                .text(format!("{text}\n\n{}\n", from.name.split(' ').next().unwrap_or_default()))
        })
        .collect()
}

fn junk() -> Vec<Letter> {
    const PRINCE: Person = Person { name: "Notariat Goldmann", email: "dr.goldmann@erbschaft.example" };
    const PILLS: Person = Person { name: "GUTSCHEIN-CENTER", email: "win@gewinn-gewinn.example" };
    const SEO: Person = Person { name: "Kevin from Rankings", email: "kevin@rank-rocket.example" };
    let spam: [(Person, &str, &str); 6] = [
        (
            PILLS,
            "SIE HABEN GEWONNEN!!! 1 Kaffeemaschine wartet",
            "<h1>GLÜCKWUNSCH!</h1><p>Ihre E-Mail-Adresse wurde aus 3 Adressen gezogen. <a href=\"https://gewinn-gewinn.example/jetzt\">HIER KLICKEN</a></p>",
        ),
        (
            PRINCE,
            "Betr.: Erbschaft von 14.500.000,00 EUR",
            "<p>Sehr geehrter Empfänger, ein entfernter Verwandter mit Ihrem Nachnamen hinterließ Ihnen eine Goldmine. Zur Überweisung benötigen wir nur eine kleine Gebühr.</p>",
        ),
        (
            SEO,
            "Quick question about your website",
            "<p>Hi there, I was browsing your website (very nice pictures!) and noticed that you are not yet number one on every search engine.</p>",
        ),
        (
            PILLS,
            "Ihr Paket konnte nicht zugestellt werden",
            "<p>Bitte bestätigen Sie Ihre Adresse, Ihren Geburtsnamen und Ihr Lieblingsgericht.</p><img src=\"http://gewinn-gewinn.example/t.gif\" width=\"1\" height=\"1\">",
        ),
        (SEO, "Re: Re: Quick question", "<p>Just bumping this to the top of your inbox! 🚀</p>"),
        (PRINCE, "Letzte Mahnung vor Goldmine", "<p>Die Goldmine wird ungeduldig.</p>"),
    ];
    spam.into_iter()
        .zip(0_i64..)
        .map(|((from, subject, html), place)| {
            let letter = letter("Spam", from, subject).day(place * 2, 3, 12 + place).html(html);
            if place < 2 { letter.unread() } else { letter }
        })
        .collect()
}

fn trash() -> Vec<Letter> {
    let gone = [
        "Ihre Meinung zählt! (Umfrage, 40 Minuten)",
        "Parkplatz gefunden, hat sich erledigt",
        "Test",
        "Re: Test",
        "Test 2, diesmal mit Anhang, vergessen",
    ];
    gone.into_iter()
        .zip(0_i64..)
        .map(|(subject, place)| {
            letter("Papierkorb", PAUL, subject).day(8 + place * 3, 13, place * 9).text("Kann weg.\n\nPaul\n")
        })
        .collect()
}
