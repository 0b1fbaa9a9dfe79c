//! What servers told of how much of what they allow is used.

use super::{Store, keys, record};
use crate::error::Result;
use crate::model::{AccountId, Quotas};

impl Store {
    /// Keeps what the server of an account told; `None`: it does not tell any more.
    pub fn set_quotas(&self, account: AccountId, quotas: Option<&Quotas>) -> Result<()> {
        let key = keys::quotas(account);
        self.0.write("keep how full an account is", |_, change| match quotas {
            Some(quotas) => change.put(key.clone(), quotas),
            None => {
                change.batch.remove(key.as_slice());
                Ok(())
            }
        })
    }

    /// What the server of an account last told.
    pub fn quotas(&self, account: AccountId) -> Result<Option<Quotas>> {
        let key = keys::quotas(account);
        self.0.read("read how full an account is", |engine| {
            Ok(engine.db.get(&key)?.and_then(|value| record::unseal(&key, &value)))
        })
    }
}
