use jiff::civil::date;
use jiff::tz::TimeZone;

use super::format::{duration, full_date, list_date, moment, number, percent, size};
use super::{Lang, Texts, problem};
use crate::error::{CertificateFault, Error, ErrorKind, Problem};

fn at(year: i16, month: i8, day: i8, hour: i8, minute: i8) -> i64 {
    date(year, month, day).at(hour, minute, 0, 0).to_zoned(berlin()).unwrap().timestamp().as_second()
}

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn now() -> i64 {
    at(2026, 11, 22, 15, 30)
}

#[test]
fn the_system_language_is_the_first_one_that_the_program_speaks() {
    for (locales, expected) in [
        (vec!["de-DE", "en-US"], Lang::De),
        (vec!["de_AT.UTF-8"], Lang::De),
        (vec!["fr-FR", "de"], Lang::De),
        (vec!["en-GB", "de-DE"], Lang::En),
        (vec!["ja-JP"], Lang::En),
        (vec!["C"], Lang::En),
        (vec![], Lang::En),
    ] {
        assert_eq!(Lang::first_of(&locales), expected, "{locales:?}");
    }
}

#[test]
fn dates_in_a_list_get_coarser_with_their_age() {
    for (then, german, english) in [
        (at(2026, 11, 22, 14, 3), "14:03", "14:03"),
        (at(2026, 11, 22, 0, 0), "00:00", "00:00"),
        (at(2026, 11, 21, 23, 59), "Gestern", "Yesterday"),
        (at(2026, 11, 20, 9, 0), "Freitag", "Friday"),
        (at(2026, 11, 16, 9, 0), "Montag", "Monday"),
        (at(2026, 11, 15, 23, 0), "15.11.", "15 Nov"),
        (at(2026, 1, 2, 8, 0), "2.1.", "2 Jan"),
        (at(2025, 12, 31, 8, 0), "31.12.2025", "31 Dec 2025"),
        (at(2026, 11, 23, 8, 0), "23.11.", "23 Nov"),
    ] {
        assert_eq!(list_date(then, now(), &berlin(), Lang::De), german);
        assert_eq!(list_date(then, now(), &berlin(), Lang::En), english);
    }
}

#[test]
fn a_week_ago_at_the_turn_of_the_year_is_still_a_weekday() {
    let new_year = at(2027, 1, 2, 10, 0);

    assert_eq!(list_date(at(2026, 12, 30, 10, 0), new_year, &berlin(), Lang::De), "Mittwoch");
    assert_eq!(list_date(at(2026, 12, 20, 10, 0), new_year, &berlin(), Lang::De), "20.12.2026");
}

#[test]
fn days_are_those_of_the_calendar_also_when_the_clocks_change() {
    let after_the_change = at(2026, 10, 26, 0, 30);

    assert_eq!(list_date(at(2026, 10, 25, 23, 30), after_the_change, &berlin(), Lang::De), "Gestern");
    assert_eq!(list_date(at(2026, 10, 24, 0, 30), after_the_change, &berlin(), Lang::De), "Samstag");
}

#[test]
fn a_whole_date_names_day_and_year() {
    assert_eq!(full_date(at(2026, 11, 22, 14, 3), &berlin(), Lang::De), "So., 22.11.2026, 14:03");
    assert_eq!(full_date(at(2026, 11, 22, 14, 3), &berlin(), Lang::En), "Sun, 22 Nov 2026, 14:03");
}

#[test]
fn a_moment_fits_into_a_sentence() {
    assert_eq!(moment(at(2026, 11, 22, 14, 3), now(), &berlin(), Lang::De), "heute, 14:03\u{a0}Uhr");
    assert_eq!(moment(at(2026, 11, 21, 14, 3), now(), &berlin(), Lang::De), "gestern, 14:03\u{a0}Uhr");
    assert_eq!(moment(at(2026, 11, 2, 14, 3), now(), &berlin(), Lang::En), "2 Nov, 14:03");
}

#[test]
fn dates_beyond_all_calendars_are_left_out() {
    assert_eq!(list_date(i64::MAX, now(), &berlin(), Lang::De), "");
    assert_eq!(full_date(i64::MIN, &berlin(), Lang::En), "");
}

#[test]
fn sizes_have_one_decimal_below_ten() {
    for (bytes, german, english) in [
        (0, "0\u{a0}Bytes", "0\u{a0}bytes"),
        (1, "1\u{a0}Byte", "1\u{a0}Byte"),
        (512, "512\u{a0}Bytes", "512\u{a0}bytes"),
        (999, "999\u{a0}Bytes", "999\u{a0}bytes"),
        (1_000, "1\u{a0}KB", "1\u{a0}KB"),
        (1_500_000, "1,5\u{a0}MB", "1.5\u{a0}MB"),
        (2_000_000, "2\u{a0}MB", "2\u{a0}MB"),
        (9_960_000, "10\u{a0}MB", "10\u{a0}MB"),
        (12_400_000, "12\u{a0}MB", "12\u{a0}MB"),
        (999_950, "1\u{a0}MB", "1\u{a0}MB"),
        (1_234_000_000, "1,2\u{a0}GB", "1.2\u{a0}GB"),
        (u64::MAX, "18.446.744\u{a0}TB", "18,446,744\u{a0}TB"),
    ] {
        assert_eq!(size(bytes, Lang::De), german, "{bytes}");
        assert_eq!(size(bytes, Lang::En), english, "{bytes}");
    }
}

#[test]
fn numbers_are_grouped_by_thousands() {
    for (value, german, english) in [
        (0, "0", "0"),
        (999, "999", "999"),
        (1_000, "1.000", "1,000"),
        (41_203, "41.203", "41,203"),
        (-1_234_567, "\u{2212}1.234.567", "\u{2212}1,234,567"),
    ] {
        assert_eq!(number(value, Lang::De), german);
        assert_eq!(number(value, Lang::En), english);
    }
}

#[test]
fn only_the_whole_is_a_hundred_percent() {
    assert_eq!(percent(999, 1_000, Lang::De), "99\u{a0}%");
    assert_eq!(percent(1_000, 1_000, Lang::En), "100%");
    assert_eq!(percent(5, 0, Lang::En), "0%");
    assert_eq!(percent(u64::MAX, u64::MAX, Lang::En), "100%");
}

#[test]
fn what_remains_is_told_roughly() {
    let (german, english) = (Texts::new(Lang::De), Texts::new(Lang::En));

    for (seconds, de, en) in [
        (3, "nur noch einen Moment", "just a moment left"),
        (60, "noch etwa 1 Minute", "about 1 minute left"),
        (200, "noch etwa 3 Minuten", "about 3 minutes left"),
        (3_600, "noch etwa 1 Stunde", "about 1 hour left"),
        (9_000, "noch etwa 3 Stunden", "about 3 hours left"),
    ] {
        assert_eq!(duration(seconds, &german), de);
        assert_eq!(duration(seconds, &english), en);
    }
    assert!(duration(u64::MAX, &german).contains("Stunden"));
}

#[test]
fn numbers_inside_messages_are_written_like_everywhere_else() {
    let texts = Texts::new(Lang::De);

    assert_eq!(texts.with("duration-minutes", &[("count", 41_203_u32.into())]), "noch etwa 41.203 Minuten");
}

#[test]
fn a_missing_key_is_shown_itself() {
    let texts = Texts::new(Lang::En);

    assert_eq!(texts.get("no-such-key"), "no-such-key");
    assert_eq!(texts.get("duration-moment.no-such-attribute"), "duration-moment.no-such-attribute");
    assert_eq!(texts.get(""), "");
}

#[test]
fn names_are_sorted_as_a_reader_expects_it() {
    let texts = Texts::new(Lang::De);
    let mut names = ["Zoll", "Ordner 10", "Äpfel", "Birnen", "apfel", "Ordner 2", "Öl", "Ort"];

    names.sort_by(|a, b| texts.compare(a, b));

    assert_eq!(names, ["apfel", "Äpfel", "Birnen", "Öl", "Ordner 2", "Ordner 10", "Ort", "Zoll"]);
}

#[test]
fn texts_may_cross_threads() {
    fn assert_send_sync<T: Send + Sync + Clone>() {}
    assert_send_sync::<Texts>();
}

#[test]
fn every_problem_has_a_title_and_advice_in_both_languages() {
    use CertificateFault::{Expired, NotYetValid, SelfSigned, UnknownIssuer, Unusable, WrongHost};
    let faults = [Expired, NotYetValid, WrongHost, SelfSigned, UnknownIssuer, Unusable].map(ErrorKind::Certificate);
    let others = [
        ErrorKind::UnknownHost,
        ErrorKind::Login,
        ErrorKind::StartTlsNotOffered,
        ErrorKind::StartTlsTampered,
        ErrorKind::StoreDamaged,
        ErrorKind::ProfileDamaged,
        ErrorKind::DiskFull,
        ErrorKind::TargetMissing,
    ];

    for lang in Lang::ALL {
        let texts = Texts::new(lang);
        for kind in faults.into_iter().chain(others) {
            let words = problem(&texts, &Problem::new(&Error::new(kind, "test"), None));
            assert!(!words.title.starts_with("problem-"), "{kind:?}: {}", words.title);
            assert!(words.advice.ends_with('.') && words.advice.len() > 20, "{kind:?}: {}", words.advice);
            assert!(!words.title.contains('!') && !words.advice.contains('!'), "{kind:?} shouts");
        }
    }
}
