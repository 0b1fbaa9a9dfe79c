//! The people of the sample profile.

/// Somebody with a name and an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
}

const fn person(name: &'static str, email: &'static str) -> Person {
    Person { name, email }
}

// Whose profile it is.
pub(super) const LENA: Person = person("Lena Brandt", "lena.brandt@taubenschlag.example");
pub(super) const LENA_WORK: Person = person("Lena Brandt", "l.brandt@nordlicht-optik.example");

// Family and friends.
pub(super) const JONAS: Person = person("Jonas Brandt", "jonas@brandt-familie.example");
pub(super) const OMA: Person = person("Oma Hilde", "hilde.brandt@landpost.example");
pub(super) const MAMA: Person = person("Karin Brandt", "karin@brandt-familie.example");
pub(super) const PAUL: Person = person("Paul Öztürk", "paul.oeztuerk@wolkenpost.example");
pub(super) const ANNA: Person = person("Anna Weber", "anna.weber@wolkenpost.example");
pub(super) const YUKI: Person = person("田中 優希", "yuki.tanaka@hana-post.example");
pub(super) const EMILY: Person = person("Emily Carter", "emily.carter@bluebird-mail.example");
pub(super) const MATEO: Person = person("Mateo Fernández", "mateo@correo-sur.example");
pub(super) const SOPHIE: Person = person("Sophie Grünwald", "s.gruenwald@wolkenpost.example");
pub(super) const CHOR: Person = person("Kammerchor St. Nikolai", "chor@nikolai-kantorei.example");

// The office.
pub(super) const MARTIN: Person = person("Dr. Martin Voss", "m.voss@nordlicht-optik.example");
pub(super) const PRIYA: Person = person("Priya Raman", "p.raman@nordlicht-optik.example");
pub(super) const TOMASZ: Person = person("Tomasz Kowalski", "t.kowalski@nordlicht-optik.example");
pub(super) const INES: Person = person("Inês Duarte", "i.duarte@nordlicht-optik.example");
pub(super) const HENRIKE: Person = person("Henrike Jørgensen", "h.joergensen@nordlicht-optik.example");
pub(super) const TEAM: Person = person("Team Polarstern", "polarstern@nordlicht-optik.example");
pub(super) const GRACE: Person = person("Grace Okafor", "g.okafor@aurora-instruments.example");
pub(super) const LIAM: Person = person("Liam O’Connell", "liam@fernglas-weekly.example");
pub(super) const FABRIK: Person = person("Glashütte Amrum", "vertrieb@glashuette-amrum.example");

// Machines and firms.
pub(super) const BUILD: Person = person("Forge CI", "ci@forge.nordlicht-optik.example");
pub(super) const TICKETS: Person = person("Helpdesk", "helpdesk@nordlicht-optik.example");
pub(super) const BAHN: Person = person("Küstenbahn", "buchung@kuestenbahn.example");
pub(super) const BUCH: Person = person("Buchhandlung Seitenweise", "post@seitenweise.example");
pub(super) const STROM: Person = person("Stadtwerke Hafenstadt", "kundenservice@stadtwerke-hafenstadt.example");
pub(super) const KAFFEE: Person = person("Rösterei Morgenrot", "hallo@roesterei-morgenrot.example");
pub(super) const GARTEN: Person = person("Gartenbrief", "brief@gartenbrief.example");
pub(super) const MUSEUM: Person = person("Museum für Seefahrt", "newsletter@seefahrtmuseum.example");
pub(super) const BANK: Person = person("Hafenbank", "postfach@hafenbank.example");
pub(super) const DAEMON: Person = person("Mail Delivery System", "MAILER-DAEMON@mx.taubenschlag.example");
