//! Messages cut, shuffled and garbled at random: nothing panics, nothing takes long, bounds hold.

use std::sync::OnceLock;

use brieftaube::demo;
use proptest::prelude::*;

use crate::checks;
use crate::support::parse;

/// Pieces that mean something to a parser of mail or of HTML.
const PIECES: [&[u8]; 34] = [
    b"\r\n",
    b"\n",
    b"\r\n\r\n",
    b": ",
    b";",
    b"=",
    b"\"",
    b"<",
    b">",
    b"--b",
    b"--b--\r\n",
    b"=?utf-8?Q?=C3",
    b"?=",
    b"=?utf-8?B?",
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n",
    b"Content-Type: text/html\r\n\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"filename*0*=utf-8''%",
    b"filename*1=",
    b"<table><tr><td>",
    b"</table>",
    b"<ul><li>",
    b"<blockquote>",
    b"<pre>",
    b"</p>",
    b"<style>",
    b"<!--",
    b"&#x",
    b"&amp;",
    b"\xFF\xFE",
    b"\xE2\x80",
    b"> > ",
    b"From: a (b) <c@d>, ",
];

static LETTERS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();

/// Letters to garble: those of the sample profile but for large pictures.
fn letters() -> Vec<Vec<u8>> {
    demo::messages(1_795_352_400).map(|message| message.raw).filter(|raw| raw.len() < 20_000).collect()
}

fn check(raw: &[u8]) {
    parse(raw);
    checks::message(raw);
    checks::html(raw);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(raw in proptest::collection::vec(any::<u8>(), 0..2000)) {
        check(&raw);
    }

    #[test]
    fn pieces_of_mail_in_any_order_are_read(picks in proptest::collection::vec(0..PIECES.len(), 0..200)) {
        check(&picks.into_iter().flat_map(|pick| PIECES[pick].to_vec()).collect::<Vec<_>>());
    }

    #[test]
    fn garbled_letters_are_read(
        which in 0..1000_usize,
        cut in 0.0..1.0_f64,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..30),
        inserts in proptest::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len()), 0..10),
    ) {
        let letters = LETTERS.get_or_init(letters);
        let mut raw = letters[which % letters.len()].clone();
        raw.truncate((raw.len() as f64 * (1.0 - cut * cut)) as usize + 1);
        for (index, byte) in changes {
            let at = index.index(raw.len());
            raw[at] = byte;
        }
        for (index, piece) in inserts {
            let at = index.index(raw.len());
            raw.splice(at..at, PIECES[piece].iter().copied());
        }
        check(&raw);
    }
}
