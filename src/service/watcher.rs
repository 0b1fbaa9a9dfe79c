//! Waits for new mail in the inbox on a connection of its own (IDLE, RFC 2177), and for changes in all other mailboxes where
//! the server tells of them (NOTIFY, RFC 5465).
//!
//! A hint and nothing more: whatever happens here, the worker finds out the truth by itself.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::account::Order;
use super::login::Login;
use crate::error::{ErrorKind, Recovery, Result};
use crate::imap::{Access, IdleEnd, Unsolicited};
use crate::model::MailboxName;
use crate::sync::backoff::Backoff;
use crate::sync::provider::Provider;

/// A watcher that is running; dropped, it closes its connection.
#[derive(Debug)]
pub struct Watcher(JoinHandle<()>);

impl Drop for Watcher {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Watcher {
    /// Watches `inbox` and nudges the worker.
    pub fn start(
        login: Login,
        inbox: MailboxName,
        provider: Provider,
        orders: mpsc::WeakUnboundedSender<Order>,
    ) -> Self {
        Self(tokio::spawn(async move {
            let mut backoff = Backoff::default();
            loop {
                let Err(error) = watch(&login, &inbox, provider.idle, &orders, &mut backoff).await else { return };
                tracing::debug!(account = %login.account().id, %error, "the watcher lost its connection");
                let too_many = matches!(error.kind(), ErrorKind::Throttled | ErrorKind::Login | ErrorKind::Invalid);
                // A server that allows one connection gets one: the worker waits by itself.
                if too_many || error.kind().recovery() == Recovery::AskPerson {
                    return;
                }
                tokio::time::sleep(backoff.failed(fastrand::f64(), None)).await;
            }
        }))
    }
}

/// Ends well only when nobody listens any more. Cancel safe: dropping it closes the connection.
async fn watch(
    login: &Login,
    inbox: &MailboxName,
    idle: Duration,
    orders: &mpsc::WeakUnboundedSender<Order>,
    backoff: &mut Backoff,
) -> Result<()> {
    let mut session = login.session().await?;
    session.select(inbox, Access::ReadOnly, None).await?;
    let everywhere = session.notify().await?;
    backoff.reset();
    let send = |order| orders.upgrade().is_some_and(|orders| orders.send(order).is_ok());
    // Something may have come between the worker's look and ours.
    let mut news = vec![if everywhere { Order::Listed } else { Order::Nudge }];
    while news.drain(..).all(send) {
        if session.idle(idle, std::future::pending()).await? == IdleEnd::Changed {
            news = orders_of(session.take_unsolicited());
        }
    }
    Ok(())
}

/// What is to be looked at after this was said.
fn orders_of(said: Unsolicited) -> Vec<Order> {
    let inbox = said.is_change().then_some(Order::Nudge);
    let all = said.mailboxes.then_some(Order::Listed);
    inbox.into_iter().chain(all).chain(said.elsewhere.into_iter().map(Order::Changed)).collect()
}
