//! Friends: what the inbox opens with.

use crate::demo::PRIVAT;
use crate::demo::compose::Letter;
use crate::demo::files;
use crate::demo::people::{ANNA, CHOR, EMILY, LENA, MATEO, PAUL, Person, SOPHIE, YUKI};
use crate::demo::templates::reply;

fn to_me(from: Person, subject: &str) -> Letter {
    Letter::new(PRIVAT, "INBOX", from, LENA, subject)
}

fn from_me(to: Person, subject: &str) -> Letter {
    Letter::new(PRIVAT, "Gesendet", LENA, to, subject)
}

const FJORD: &str = "Liebe Lena,

der Wetterbericht verspricht für Sonntag Sonne und wenig Wind. Ich würde gern mit \
dem Rad an die Förde, einmal bis zum Leuchtturm und zurück, mit Kuchen auf halbem Weg.

Was meinst du, 10 Uhr an der alten Brücke? Die Strecke habe ich hier abgelegt: \
https://touren.example/foerde-leuchtturm

Liebe Grüße
Anna

PS: Paul bringt die gute Thermoskanne mit. ☕";

const FJORD_YES: &str = "Liebe Anna,

sehr gern! Ich bringe Franzbrötchen mit. Ist der Weg hinter der Werft schon wieder offen? \
Sonst müssten wir oben herum, das sind zwei Kilometer mehr, aber mit Aussicht.

Lena";

const FJORD_WAY: &str = "Der Weg ist offen, ich war gestern da. Nur die kleine Fähre fährt erst ab elf.

Bis Sonntag! Paul fragt, ob er seinen Neffen mitbringen darf. Er ist sieben und fährt schneller als wir alle.";

const CHOIR: &str = "Liebe Sängerinnen und Sänger,

hier der Plan für die letzten Proben vor dem Adventskonzert:

- Dienstag, 19:30 Uhr: nur Alt und Bass, Gemeindesaal
- Donnerstag, 19:30 Uhr: alle, mit Orgel
- Samstag, 10 bis 14 Uhr: Generalprobe, danach Suppe

Bitte bringt die schwarzen Mappen mit. Wer noch Noten von Praetorius hat, gibt sie bitte am Dienstag zurück.

Mit herzlichen Grüßen
Euer Kantorat

-- 
Kammerchor St. Nikolai
https://kammerchor.example";

/// Letters of friends, with the answers.
pub(super) fn letters() -> Vec<Letter> {
    let mut letters = fjord();
    letters.extend(far_away());
    letters.extend(plans());
    letters
}

fn fjord() -> Vec<Letter> {
    vec![
        to_me(ANNA, "Sonntag an die Förde?").thread("foerde", 0).day(1, 17, 52).flags("\\Seen \\Answered").text(FJORD),
        from_me(ANNA, "Re: Sonntag an die Förde?").thread("foerde", 1).day(1, 20, 14).text(reply(
            FJORD_YES,
            "Anna Weber schrieb:",
            FJORD,
        )),
        to_me(ANNA, "Re: Sonntag an die Förde?").thread("foerde", 2).minutes(26).unread().cc(&[PAUL]).text(reply(
            FJORD_WAY,
            "Lena Brandt schrieb:",
            &reply(FJORD_YES, "Anna Weber schrieb:", FJORD),
        )),
        to_me(PAUL, "Re: Sonntag an die Förde?").thread("foerde", 3).minutes(11).unread().cc(&[ANNA]).text(reply(
            "Thermoskanne ist poliert, Neffe ist informiert, Luftpumpe ist verschollen. Hat jemand eine?\n\nPaul",
            "Anna Weber schrieb:",
            FJORD_WAY,
        )),
    ]
}

fn far_away() -> Vec<Letter> {
    vec![
        to_me(YUKI, "京都の紅葉 🍁 und ein Foto für dich").minutes(95).unread().flags("\\Flagged").text(
            "Liebe Lena,\n\n今年の紅葉はとてもきれいです。Der Garten hinter dem Tempel war heute Morgen ganz rot, \
             und außer mir war nur eine Katze da.\n\nIch habe dir ein Bild angehängt. Das Original male ich dir, \
             wenn du im Frühling kommst. 約束です！\n\nDeine Yuki\n",
        ).file(files::png("紅葉.png", 200)),
        to_me(EMILY, "Your postcard made it!").day(2, 9, 40).text(
            "Dear Lena,\n\nyour card took five weeks and looks as if a gull had carried it personally. It now hangs \
             over my desk, between the tide table and the cat.\n\nThings here: the bookshop survived the flood with \
             wet feet only, Tom has learned to bake something that is nearly bread, and I have finished chapter nine. \
             Chapter ten, of course, refuses to exist.\n\nWhen are you coming? The spare room has a new lamp.\n\n\
             Love,\nEmily\n",
        ).flags("\\Seen \\Answered").thread("postcard", 0),
        from_me(EMILY, "Re: Your postcard made it!").thread("postcard", 1).day(2, 21, 5).text(reply(
            "Dear Emily,\n\nfive weeks! The gull was told to hurry. I am looking at trains for the second week of \
             March; there is a night train as far as Brussels now.\n\nTell chapter ten that I am waiting for it.\n\nLena",
            "Emily Carter wrote:",
            "Your card took five weeks and looks as if a gull had carried it personally.",
        )),
        to_me(EMILY, "Re: Your postcard made it!").thread("postcard", 2).day(0, 7, 31).unread().text(reply(
            "March is perfect. The daffodils will be out and the tourists will not.\n\nChapter ten sends its regards. \
             It now has a first sentence: “The lighthouse keeper had never liked the sea.” Too much?",
            "Lena Brandt wrote:",
            "I am looking at trains for the second week of March; there is a night train as far as Brussels now.",
        )),
        to_me(MATEO, "Receta: tortilla de mi abuela 🥔").day(3, 13, 2).flags("\\Seen \\Flagged").html(
            "<html><body><p>Hola Lena, aquí está por fin <b>la receta de mi abuela</b>. No se la des a nadie \
             (excepto a Anna).</p><h2>Ingredientes</h2><ul><li>6 huevos</li><li>4 patatas medianas</li>\
             <li>1 cebolla grande</li><li>aceite de oliva, <i>mucho</i></li></ul><h2>Preparación</h2>\
             <ol><li>Cortar las patatas muy finas, freír despacio con la cebolla.</li><li>Batir los huevos, mezclar, \
             dejar reposar diez minutos.</li><li>Cuajar a fuego bajo. Dar la vuelta <em>con valor</em>.</li></ol>\
             <blockquote>Una tortilla se hace con paciencia; las prisas son para los bocadillos.</blockquote>\
             <p>Un abrazo,<br>Mateo</p></body></html>",
        ),
    ]
}

fn plans() -> Vec<Letter> {
    vec![
        to_me(CHOR, "Probenplan bis zum Adventskonzert").day(1, 9, 0).flags("\\Seen \\Flagged").text(CHOIR).file(
            files::pdf("Probenplan Advent.pdf", &["Probenplan", "Di 19:30 Alt und Bass", "Do 19:30 alle", "Sa 10:00 Generalprobe"]),
        ),
        to_me(SOPHIE, "Umzug am 12. – wer kann tragen?").day(4, 18, 45).also_to(&[ANNA, PAUL]).text(
            "Hallo ihr drei,\n\nam 12. ist es so weit: vierter Stock, kein Aufzug, aber ein Klavier. (Das Klavier \
             trägt eine Firma. Versprochen.)\n\nGesucht werden:\n- zwei Menschen mit Rücken\n- ein Mensch mit \
             Führerschein\n- ein Mensch, der Pizza bestellen kann, ohne zu diskutieren\n\nAls Lohn gibt es die erste \
             Feier in der neuen Küche.\n\nEure Sophie\n",
        ).thread("umzug", 0).flags("\\Seen \\Answered"),
        from_me(SOPHIE, "Re: Umzug am 12. – wer kann tragen?").thread("umzug", 1).day(4, 19, 20).cc(&[ANNA, PAUL]).text(
            reply("Ich fahre und bestelle Pizza. Rücken nach Absprache.\n\nLena", "Sophie Grünwald schrieb:",
                "Gesucht werden:\n- zwei Menschen mit Rücken\n- ein Mensch mit Führerschein"),
        ),
        to_me(PAUL, "Re: Umzug am 12. – wer kann tragen?").thread("umzug", 2).day(4, 22, 58).cc(&[SOPHIE, ANNA]).text(
            "Ein Rücken, leicht gebraucht, steht zur Verfügung. Das Klavier möchte ich trotzdem spielen, bevor es geht.\n\nPaul\n",
        ),
        to_me(SOPHIE, "Danke!! 🎹🍕").day(0, 6, 58).unread().cc(&[ANNA, PAUL]).text(
            "Ihr Lieben,\n\ndie Kisten sind oben, das Klavier steht (verstimmt, aber stolz), und in der Küche riecht es \
             nach Pizza und Farbe. Ohne euch säße ich noch auf der Treppe.\n\nFreitag Einweihung, 20 Uhr. Bringt \
             nichts mit außer Hunger.\n\nSophie\n",
        ),
        to_me(PAUL, "Kannst du mal drüberlesen?").day(5, 23, 12).text(
            "Hallo Lena,\n\nanbei der Text für die Vereinsseite. Ich habe ihn dreimal gelesen und finde die Fehler \
             nicht mehr, was meistens heißt, dass sie gewonnen haben.\n\nPaul\n",
        ).file(files::txt("Vereinsseite – Entwurf.txt",
            "Der Ruderclub lädt ein.\n\nSeit 1921 rudern wir auf der Förde, bei jedem Wetter ausser bei schlechtem.\n")),
        Letter::new(PRIVAT, "Entw&APw-rfe", LENA, MATEO, "Re: Receta: tortilla de mi abuela").day(2, 22, 40)
            .flags("\\Seen \\Draft").text("Querido Mateo,\n\nla tortilla ha salido casi perfecta. Casi, porque al darle la vuelta"),
        Letter::new(PRIVAT, "Entw&APw-rfe", LENA, ANNA, "Geschenkidee für Paul").day(0, 8, 15)
            .flags("\\Seen \\Draft").text("Liebe Anna,\n\neine Luftpumpe? Oder ist das zu"),
    ]
}
