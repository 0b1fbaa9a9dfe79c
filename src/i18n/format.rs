//! How each language writes dates, numbers, sizes and durations.
//!
//! Pure functions: the present moment and the time zone are passed in. Names of months and days are locale
//! data (as in CLDR), not messages, so they stand here as tables; sentences stand in the Fluent files.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::{Lang, Texts};

/// Between a number and its unit, so that they stay on one line.
const NBSP: char = '\u{a0}';

const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The date column of a list: "14:03" today, "Gestern", "Montag" within the last week, then "22.11.", with
/// the year when it is another one. `at` and `now` in seconds since the epoch.
pub fn list_date(at: i64, now: i64, zone: &TimeZone, lang: Lang) -> String {
    let (Some(then), Some(now)) = (local(at, zone), local(now, zone)) else {
        return String::new();
    };
    match days_ago(&then, &now) {
        0 => clock(&then),
        1 => yesterday(lang).to_owned(),
        2..=6 => weekday(then.weekday(), lang).to_owned(),
        _ => short_date(then.date(), now.date(), lang),
    }
}

/// The whole date of one message: "So., 22.11.2026, 14:03", "Sun, 22 Nov 2026, 14:03".
pub fn full_date(at: i64, zone: &TimeZone, lang: Lang) -> String {
    let Some(then) = local(at, zone) else {
        return String::new();
    };
    let day = weekday_short(then.weekday(), lang);
    format!("{day}, {}, {}", date_with_year(then.date(), lang), clock(&then))
}

/// A moment inside a sentence: "heute, 14:03 Uhr", "yesterday, 14:03", "22.11., 14:03 Uhr".
pub fn moment(at: i64, now: i64, zone: &TimeZone, lang: Lang) -> String {
    let (Some(then), Some(now)) = (local(at, zone), local(now, zone)) else {
        return String::new();
    };
    let day = match (days_ago(&then, &now), lang) {
        (0, Lang::De) => "heute".to_owned(),
        (0, Lang::En) => "today".to_owned(),
        (1, Lang::De) => "gestern".to_owned(),
        (1, Lang::En) => "yesterday".to_owned(),
        _ => short_date(then.date(), now.date(), lang),
    };
    match lang {
        Lang::De => format!("{day}, {}{NBSP}Uhr", clock(&then)),
        Lang::En => format!("{day}, {}", clock(&then)),
    }
}

/// A size in decimal units with at most one decimal below ten: "512 Bytes", "1,5 MB", "12 GB".
pub fn size(bytes: u64, lang: Lang) -> String {
    const UNITS: [(&str, u64); 4] =
        [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)];
    if bytes == 1 {
        return format!("1{NBSP}Byte");
    }
    for (unit, factor) in UNITS {
        // Rounding lifts the last thousandth of a unit into the next one: 999 950 bytes are 1 MB.
        if bytes.saturating_add(factor / 2_000) >= factor {
            let tenths = tenths_of(bytes, factor);
            let (whole, tenth) = (tenths / 10, tenths % 10);
            return if whole >= 10 || tenth == 0 {
                let rounded = if whole >= 10 { bytes.saturating_add(factor / 2) / factor } else { whole };
                format!("{}{NBSP}{unit}", unsigned(rounded, lang))
            } else {
                format!("{whole}{}{tenth}{NBSP}{unit}", decimal_mark(lang))
            };
        }
    }
    format!("{bytes}{NBSP}{}", if lang == Lang::De { "Bytes" } else { "bytes" })
}

/// A whole number with the language's separators: "41.203", "41,203".
pub fn number(value: i64, lang: Lang) -> String {
    let digits = unsigned(value.unsigned_abs(), lang);
    if value < 0 { format!("\u{2212}{digits}") } else { digits }
}

/// A share of a whole: "80 %", "80%". Only a finished whole is 100.
pub fn percent(done: u64, total: u64, lang: Lang) -> String {
    let percent = if total == 0 {
        0
    } else {
        u64::try_from(u128::from(done.min(total)) * 100 / u128::from(total)).unwrap_or(100)
    };
    percentage(percent, lang)
}

/// A number of hundredths: "150 %", "150%".
pub fn percentage(percent: u64, lang: Lang) -> String {
    match lang {
        Lang::De => format!("{percent}{NBSP}%"),
        Lang::En => format!("{percent}%"),
    }
}

/// What remains of something long: "noch etwa 1 Minute".
pub fn duration(seconds: u64, texts: &Texts) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    match seconds {
        0..45 => texts.get("duration-moment"),
        45..3_000 => texts.with("duration-minutes", &[("count", ((seconds + MINUTE / 2) / MINUTE).into())]),
        _ => texts.with("duration-hours", &[("count", (seconds.saturating_add(HOUR / 2) / HOUR).into())]),
    }
}

/// The name of a day.
pub const fn weekday(day: Weekday, lang: Lang) -> &'static str {
    match (day, lang) {
        (Weekday::Monday, Lang::De) => "Montag",
        (Weekday::Tuesday, Lang::De) => "Dienstag",
        (Weekday::Wednesday, Lang::De) => "Mittwoch",
        (Weekday::Thursday, Lang::De) => "Donnerstag",
        (Weekday::Friday, Lang::De) => "Freitag",
        (Weekday::Saturday, Lang::De) => "Samstag",
        (Weekday::Sunday, Lang::De) => "Sonntag",
        (Weekday::Monday, Lang::En) => "Monday",
        (Weekday::Tuesday, Lang::En) => "Tuesday",
        (Weekday::Wednesday, Lang::En) => "Wednesday",
        (Weekday::Thursday, Lang::En) => "Thursday",
        (Weekday::Friday, Lang::En) => "Friday",
        (Weekday::Saturday, Lang::En) => "Saturday",
        (Weekday::Sunday, Lang::En) => "Sunday",
    }
}

const fn weekday_short(day: Weekday, lang: Lang) -> &'static str {
    match (day, lang) {
        (Weekday::Monday, Lang::De) => "Mo.",
        (Weekday::Tuesday, Lang::De) => "Di.",
        (Weekday::Wednesday, Lang::De) => "Mi.",
        (Weekday::Thursday, Lang::De) => "Do.",
        (Weekday::Friday, Lang::De) => "Fr.",
        (Weekday::Saturday, Lang::De) => "Sa.",
        (Weekday::Sunday, Lang::De) => "So.",
        (Weekday::Monday, Lang::En) => "Mon",
        (Weekday::Tuesday, Lang::En) => "Tue",
        (Weekday::Wednesday, Lang::En) => "Wed",
        (Weekday::Thursday, Lang::En) => "Thu",
        (Weekday::Friday, Lang::En) => "Fri",
        (Weekday::Saturday, Lang::En) => "Sat",
        (Weekday::Sunday, Lang::En) => "Sun",
    }
}

const fn yesterday(lang: Lang) -> &'static str {
    match lang {
        Lang::De => "Gestern",
        Lang::En => "Yesterday",
    }
}

fn short_date(date: Date, today: Date, lang: Lang) -> String {
    if date.year() != today.year() {
        return date_with_year(date, lang);
    }
    match lang {
        Lang::De => format!("{}.{}.", date.day(), date.month()),
        Lang::En => format!("{} {}", date.day(), month(date)),
    }
}

fn date_with_year(date: Date, lang: Lang) -> String {
    match lang {
        Lang::De => format!("{}.{}.{}", date.day(), date.month(), date.year()),
        Lang::En => format!("{} {} {}", date.day(), month(date), date.year()),
    }
}

fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|index| MONTHS_EN.get(index)).copied().unwrap_or_default()
}

fn clock(at: &Zoned) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn local(seconds: i64, zone: &TimeZone) -> Option<Zoned> {
    Timestamp::from_second(seconds).ok().map(|at| at.to_zoned(zone.clone()))
}

/// Calendar days between the two; negative for the future.
fn days_ago(then: &Zoned, now: &Zoned) -> i64 {
    now.date().duration_since(then.date()).as_hours() / 24
}

fn tenths_of(bytes: u64, factor: u64) -> u64 {
    let tenth = factor / 10;
    bytes.saturating_add(tenth / 2) / tenth
}

const fn decimal_mark(lang: Lang) -> char {
    match lang {
        Lang::De => ',',
        Lang::En => '.',
    }
}

fn unsigned(value: u64, lang: Lang) -> String {
    let separator = match lang {
        Lang::De => '.',
        Lang::En => ',',
    };
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}
