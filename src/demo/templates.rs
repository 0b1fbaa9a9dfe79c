//! The shapes that sample letters share: replies with their quote, newsletters, receipts, notifications.

/// A reply above the quote of what it answers.
pub(super) fn reply(text: &str, introduction: &str, quoted: &str) -> String {
    let quote: String = quoted.trim_end().lines().map(|line| format!("> {line}\n")).collect();
    format!("{text}\n\n{introduction}\n{quote}")
}

/// One story of a newsletter.
pub(super) struct Story<'a> {
    pub(super) title: &'a str,
    pub(super) text: &'a str,
    /// What its button says, and where it leads.
    pub(super) button: (&'a str, &'a str),
}

/// A newsletter as programs for newsletters make them: tables for layout, hidden first words, a counting pixel.
pub(super) fn newsletter(name: &str, preheader: &str, title: &str, intro: &str, stories: &[Story<'_>]) -> String {
    let mut html = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{title}</title>\
         <style>body{{background:#f2efe9;font-family:Georgia,serif}}.preheader{{display:none!important}}</style></head><body>\n\
         <span class=\"preheader\">{preheader}</span>\n\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\"><tr><td align=\"center\">\n\
         <table role=\"presentation\" width=\"600\" style=\"background:#ffffff\"><tr><td style=\"padding:24px\">\n\
         <img src=\"https://cdn.{host}/logo.png\" width=\"160\" alt=\"{name}\">\n<h1>{title}</h1>\n<p>{intro}</p>\n",
        host = "newsletter.example"
    );
    for Story { title, text, button: (label, link) } in stories {
        html.push_str(&format!(
            "</td></tr><tr><td style=\"padding:24px\"><h2>{title}</h2>\n<p>{text}</p>\n\
             <p><a href=\"{link}\" style=\"background:#2f6db5;color:#ffffff\">{label}</a></p>\n"
        ));
    }
    html.push_str(&format!(
        "</td></tr><tr><td style=\"padding:24px;font-size:12px\"><hr><p>{name}<br>\
         <a href=\"https://newsletter.example/abmelden\">Abmelden / Unsubscribe</a></p>\
         <img src=\"https://cdn.newsletter.example/open.gif\" width=\"1\" height=\"1\" alt=\"\">\
         </td></tr></table></td></tr></table></body></html>\n"
    ));
    html
}

/// A receipt: a greeting, a table of items with their sum, a closing line.
pub(super) fn receipt(title: &str, greeting: &str, head: [&str; 3], rows: &[[&str; 3]], closing: &str) -> String {
    let cells = |tag: &str, row: &[&str; 3]| {
        row.iter().map(|cell| format!("<{tag} align=\"left\">{cell}</{tag}>")).collect::<String>()
    };
    let mut html = format!(
        "<html><head><meta charset=\"utf-8\"></head><body><h1>{title}</h1><p>{greeting}</p>\n\
         <table border=\"1\" cellpadding=\"6\"><tr>{}</tr>\n",
        cells("th", &head)
    );
    for row in rows {
        html.push_str(&format!("<tr>{}</tr>\n", cells("td", row)));
    }
    html.push_str(&format!("</table>\n<p>{closing}</p></body></html>\n"));
    html
}

/// Escapes text for HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
