//! A mailbox that only its name makes the one for something is told of until the person has chosen.

use std::collections::BTreeMap;

use brieftaube::model::{AccountId, Intent, Special, SpecialUse};
use brieftaube::service::api::{Act, Query};

use super::dovecot::{ANNA, Dovecot, Variant};
use super::ground::{Ground, Live, find};
use super::mail;

fn special(live: &Live) -> Vec<Special> {
    live.ask(Query::Accounts).unwrap().remove(0).special
}

#[test]
fn what_goes_to_a_guessed_mailbox_says_so_until_one_is_chosen_while_all_of_it_runs() {
    let server = Dovecot::start_variant(Variant::Stripped);
    server.fill(ANNA.0, "INBOX", mail::small(3));
    let ground = Ground::new();
    ground.add_account(&server, ANNA, server.imaps);
    assert_eq!(ground.sync().problems, []);
    let messages: Vec<_> = ground.envelopes(1, "INBOX").iter().map(|envelope| envelope.id).collect();
    let id = |name: &str| find(&ground.store(), 1, name).unwrap().id;
    let (archive, junk) = (id("Archive"), id("Junk"));
    let live = ground.start();
    let archived = |message| {
        let act = Act { intent: Intent::Archive, messages: vec![message] };
        live.ask(|reply| Query::Act(act, reply)).unwrap().guessed
    };

    assert_eq!(archived(messages[0]), Some(archive));
    let choose = |name: &str| BTreeMap::from([(SpecialUse::Archive, name.to_owned())]);
    let in_use = |wanted| {
        move |live: &Live| special(live).iter().any(|it| it.used == SpecialUse::Archive && it.mailbox == wanted)
    };
    live.set(|settings| drop(settings.special_mailboxes.insert(AccountId::new(1), choose("Junk"))));
    live.until("the choice holds", in_use(junk));

    assert_eq!(archived(messages[1]), None);
    live.until("it is there", |live| live.total(1, "Junk") == 1);
    assert_eq!(live.total(1, "Archive"), 1);
    assert!(special(&live).iter().all(|it| it.used != SpecialUse::Junk), "it is for one thing at a time");
    live.set(|settings| drop(settings.special_mailboxes.remove(&AccountId::new(1))));
    live.until("the choice is taken back", in_use(archive));
    live.shutdown();
}
