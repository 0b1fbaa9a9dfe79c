//! INTERNALDATE (RFC 3501, date-time): `17-Jul-1996 02:44:25 -0700`.

/// Seconds since the epoch; `None` if it is no date.
pub fn parse(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let mut words = text.split_ascii_whitespace();
    let (date, time, zone) = (words.next()?, words.next()?, words.next().unwrap_or("+0000"));
    let mut date = date.splitn(3, '-');
    let (day, month, year) = (number(date.next()?)?, month(date.next()?)?, number(date.next()?)?);
    let mut time = time.splitn(3, ':');
    let (hour, minute, second) = (number(time.next()?)?, number(time.next()?)?, number(time.next()?)?);
    let in_range = (1..=31).contains(&day) && (1..=9999).contains(&year) && hour < 24 && minute < 60 && second <= 60;
    let seconds = days_before(year, month) * 86_400 + (day - 1) * 86_400 + hour * 3600 + minute * 60 + second;
    in_range.then_some(seconds - offset(zone)?)
}

/// The same in UTC for the wire; `None` if it is no date of four digits.
pub fn format(seconds: i64) -> Option<String> {
    let (days, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days)?;
    let name = usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index))?;
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    Some(format!("{day:>2}-{name}-{year:04} {hour:02}:{minute:02}:{second:02} +0000"))
}

/// Year, month and day of a day since the epoch: the inverse of [`days_before`].
fn civil(days: i64) -> Option<(i64, i64, i64)> {
    let days = days.checked_add(719_468)?;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (year + era * 400, month);
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    (1..=9999).contains(&year).then_some((year, month, day))
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn number(digits: &str) -> Option<i64> {
    let is_number = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

fn month(name: &str) -> Option<i64> {
    let index = MONTHS.iter().position(|known| known.eq_ignore_ascii_case(name))?;
    i64::try_from(index).ok()?.checked_add(1)
}

/// Seconds east of Greenwich.
fn offset(zone: &str) -> Option<i64> {
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let value = number(digits).filter(|_| digits.len() == 4)?;
    Some(sign * (value / 100 * 3600 + value % 100 * 60))
}

/// Days from the epoch to the first of a month in the Gregorian calendar, of which March is the first month.
const fn days_before(year: i64, month: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    era * 146_097 + year * 365 + year / 4 - year / 100 + (153 * month + 2) / 5 - 719_468
}
