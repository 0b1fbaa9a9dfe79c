//! Small files for sample letters, each a valid file of its type.

/// A file to attach.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) name: &'static str,
    pub(super) media_type: &'static str,
    pub(super) content: Vec<u8>,
}

/// A page with a headline and some lines, as PDF 1.4.
pub(super) fn pdf(name: &'static str, lines: &[&str]) -> File {
    let mut text = String::from("BT /F1 14 Tf 60 780 Td 20 TL\n");
    for line in lines {
        // PDF strings of this simple kind are Latin-1; what does not fit becomes a question mark.
        let escaped: String = line
            .chars()
            .map(|c| if matches!(c, '(' | ')' | '\\') { format!("\\{c}") } else { c.to_string() })
            .collect();
        text.push_str(&format!("({escaped}) Tj T*\n"));
    }
    text.push_str("ET");
    let stream: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    let objects: [Vec<u8>; 5] = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_vec(),
        [format!("<< /Length {} >>\nstream\n", stream.len()).into_bytes(), stream, b"\nendstream".to_vec()].concat(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    let mut content = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(content.len());
        content.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
        content.extend_from_slice(object);
        content.extend_from_slice(b"\nendobj\n");
    }
    let start = content.len();
    content.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for offset in offsets {
        content.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    content.extend_from_slice(
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).as_bytes(),
    );
    File { name, media_type: "application/pdf", content }
}

/// A picture of a sky above a sea, coloured by `hue` (0 to 255), as PNG.
pub(super) fn png(name: &'static str, hue: u8) -> File {
    const WIDTH: u32 = 320;
    const HEIGHT: u32 = 200;
    let mut rows = Vec::new();
    for y in 0..HEIGHT {
        // Filter type 0 before each row.
        rows.push(0);
        for x in 0..WIDTH {
            let wave = ((x / 8 + y * 3) % 16) as u8;
            let up = (y * 255 / HEIGHT) as u8;
            let sky = y < HEIGHT * 3 / 5;
            let sun = (x as i32 - 230).pow(2) + (y as i32 - 70).pow(2) < 900;
            let pixel = match (sun, sky) {
                (true, _) => [250, 225, 150],
                (_, true) => [hue / 2 + up / 3, 120 + up / 4, 220 - up / 3],
                (_, false) => [20 + wave, 70 + hue / 4 + wave, 110 + wave * 2],
            };
            rows.extend_from_slice(&pixel);
        }
    }
    let mut header = Vec::new();
    header.extend_from_slice(&WIDTH.to_be_bytes());
    header.extend_from_slice(&HEIGHT.to_be_bytes());
    // 8 bits, RGB, no interlacing.
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut content = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut content, b"IHDR", &header);
    chunk(&mut content, b"IDAT", &zlib(&rows));
    chunk(&mut content, b"IEND", &[]);
    File { name, media_type: "image/png", content }
}

fn chunk(content: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    content.extend_from_slice(&u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
    let mut body = kind.to_vec();
    body.extend_from_slice(data);
    content.extend_from_slice(&body);
    content.extend_from_slice(&crc32fast::hash(&body).to_be_bytes());
}

/// A zlib stream of stored blocks: no compressor needed, and any reader takes it.
fn zlib(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = data.chunks(0xFFFF).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend_from_slice(&length.to_le_bytes());
        stream.extend_from_slice(&(!length).to_le_bytes());
        stream.extend_from_slice(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in data {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    stream.extend_from_slice(&((b << 16) | a).to_be_bytes());
    stream
}

/// A text file.
pub(super) fn txt(name: &'static str, text: &str) -> File {
    File { name, media_type: "text/plain; charset=utf-8", content: text.as_bytes().to_vec() }
}

/// A table of values.
pub(super) fn csv(name: &'static str, text: &str) -> File {
    File { name, media_type: "text/csv; charset=utf-8", content: text.as_bytes().to_vec() }
}

/// An invitation (RFC 5545); `start` and `end` as in `20261124T140000`.
pub(super) fn ics(name: &'static str, summary: &str, place: &str, start: &str, end: &str) -> File {
    let content = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Brieftaube//Sample//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n\
         UID:{start}@samples.brieftaube.example\r\nDTSTAMP:{start}Z\r\nDTSTART;TZID=Europe/Berlin:{start}\r\n\
         DTEND;TZID=Europe/Berlin:{end}\r\nSUMMARY:{summary}\r\nLOCATION:{place}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    File { name, media_type: "text/calendar; charset=utf-8; method=REQUEST", content: content.into_bytes() }
}
