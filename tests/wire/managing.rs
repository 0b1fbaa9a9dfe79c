//! Making, renaming and leaving mailboxes; quota and namespaces.

use brieftaube::error::ErrorKind;
use brieftaube::imap::Namespace;
use brieftaube::model::{SpecialUse, Usage};

use super::writing::{heard, name};
use super::*;

#[tokio::test]
async fn a_mailbox_is_created_for_its_use_where_that_is_offered_and_only_once() {
    for (capabilities, line) in
        [("CREATE-SPECIAL-USE", "CREATE \"a\" (USE (\\Archive))"), ("SPECIAL-USE", "CREATE \"a\"")]
    {
        let (mut session, server) = selected_with(
            capabilities,
            0,
            "",
            vec![on("CREATE", "$T OK\r\n"), on("CREATE", "$T NO [ALREADYEXISTS] there\r\n"), on("CREATE", "$T OK\r\n")],
        )
        .await;

        assert!(session.create(&name("a"), Some(SpecialUse::Archive)).await.unwrap());
        assert!(!session.create(&name("a"), Some(SpecialUse::Archive)).await.unwrap());
        assert!(session.create(&name("b"), Some(SpecialUse::Inbox)).await.unwrap());
        assert_eq!(heard(&server), [line, line, "CREATE \"b\""]);
    }
}

#[tokio::test]
async fn mailboxes_are_renamed_deleted_and_subscribed_by_their_names() {
    let done = |verb| on(verb, "$T OK\r\n");
    let (mut session, server) = selected_with(
        "UNSELECT",
        5,
        "",
        vec![done("RENAME"), done("SUBSCRIBE"), done("UNSUBSCRIBE"), done("DELETE"), done("UNSELECT")],
    )
    .await;
    let (old, new) = (name("Entw&APw-rfe"), name("a \"b\""));

    session.rename(&old, &new).await.unwrap();
    session.subscribe(&new).await.unwrap();
    session.unsubscribe(&old).await.unwrap();
    session.delete(&new).await.unwrap();
    assert!(session.unselect().await.unwrap());

    assert_eq!(
        heard(&server),
        [
            "RENAME \"Entw&APw-rfe\" \"a \\\"b\\\"\"",
            "SUBSCRIBE \"a \\\"b\\\"\"",
            "UNSUBSCRIBE \"Entw&APw-rfe\"",
            "DELETE \"a \\\"b\\\"\"",
            "UNSELECT"
        ]
    );
    assert_eq!(session.exists(), 0);
}

#[tokio::test]
async fn inbox_is_neither_renamed_nor_deleted() {
    let (mut session, server) = selected(5, vec![]).await;

    assert_eq!(session.rename(&name("Inbox"), &name("a")).await.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(session.delete(&inbox()).await.unwrap_err().kind(), ErrorKind::Invalid);

    assert!(heard(&server).is_empty() && session.is_usable());
}

#[tokio::test]
async fn quotas_are_told_once_for_each_root() {
    let answer = "* QUOTAROOT INBOX \"\" other\r\n* QUOTA \"\" (STORAGE 10 512 MESSAGE 20 100)\r\n* QUOTA other ()\r\n\
        * QUOTA \"\" (STORAGE 11 512)\r\n$T OK\r\n";
    let (mut session, server) = selected_with("QUOTA=RES-STORAGE", 0, "", vec![on("GETQUOTAROOT", answer)]).await;

    let quotas = session.quota(&inbox()).await.unwrap();

    assert_eq!(heard(&server), ["GETQUOTAROOT \"INBOX\""]);
    let found: Vec<_> = quotas.iter().map(|quota| (quota.root.as_str(), quota.storage)).collect();
    assert_eq!(found, [("other", None), ("", Some(Usage { used: 11 * 1024, limit: 512 * 1024 }))]);
}

#[tokio::test]
async fn many_quotas_and_namespaces_take_little_and_broken_ones_are_errors() {
    let quotas: String = (0..5000).map(|n| format!("* QUOTA r{n} (STORAGE 1 2)\r\n")).collect();
    let namespaces = format!("* NAMESPACE ({}) NIL NIL\r\n$T OK\r\n", "(\"\" \"/\")".repeat(5000));
    let (mut session, _server) = session_with(
        "QUOTA NAMESPACE",
        vec![
            on("GETQUOTAROOT", quotas + "$T OK\r\n"),
            on("NAMESPACE", namespaces),
            on("GETQUOTAROOT", "* QUOTA \"\" (STORAGE x)\r\n$T OK\r\n"),
            on("NAMESPACE", "* NAMESPACE (\r\n$T OK\r\n"),
        ],
    )
    .await;

    assert_eq!(session.quota(&inbox()).await.unwrap().len(), 16);
    assert_eq!(session.namespaces().await.unwrap().len(), 16);
    assert_eq!(session.quota(&inbox()).await.unwrap_err().kind(), ErrorKind::Protocol);
    assert_eq!(session.namespaces().await.unwrap_err().kind(), ErrorKind::Protocol);
    assert!(session.is_usable());
}

#[tokio::test]
async fn the_personal_namespace_is_told_with_its_delimiter() {
    let answer = "* NAMESPACE ((\"INBOX.\" \".\")) NIL ((\"shared.\" \".\"))\r\n$T OK\r\n";
    let (mut session, _server) = session_with("NAMESPACE", vec![on("NAMESPACE", answer)]).await;

    let namespaces = session.namespaces().await.unwrap();

    assert_eq!(namespaces, [Namespace { prefix: name("INBOX."), delimiter: Some('.') }]);
}
