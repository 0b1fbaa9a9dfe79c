//! UID EXPUNGE (RFC 4315, 2.1). EXPUNGE and CLOSE, which take away what others marked, are never sent.

use crate::error::{ErrorKind, Result};
use crate::imap::Gone;
use crate::imap::command::Command;
use crate::model::UidSet;

use super::Session;
use super::transfer::Counter;

impl Session {
    /// Takes away for ever those of `uids` that are marked `\Deleted`, and nothing else.
    ///
    /// Not cancel safe: some, all or none of them may be gone, and the session is unusable. Doing it again is harmless.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`] where UIDPLUS is not offered, and for an open range of UIDs. NO, BAD, or errors of the
    /// connection; a part may be gone then.
    pub async fn expunge_uids(&mut self, uids: &UidSet) -> Result<Gone> {
        const VERB: &str = "UID EXPUNGE ";
        let context = "delete messages for ever";
        self.must_offer("UIDPLUS", context)?;
        self.may_change(uids, context)?;
        let mut counter = Counter::default();
        for chunk in uids.chunks(self.room_beside(VERB.len()), u64::MAX) {
            let mut take = |untagged| {
                counter.note(&untagged);
                Some(untagged)
            };
            let terms = self.terms(context, ErrorKind::No);
            self.run(&Command::new(VERB).uids(&chunk), terms, &mut take).await?;
        }
        Ok(counter.gone(uids))
    }
}
