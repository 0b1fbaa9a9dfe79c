### What was done to mail, and how far it is

journal-title = What you did
journal-empty = Here is what you do with your messages: whether the server knows of it yet, and how to undo it.
journal-close = Close
journal-take-back = Undo
journal-later = Later
journal-earlier = Earlier
journal-shown = { $from } to { $to } of { $total }
journal-meta = { $place } · { $when }
journal-place = { $mailbox } ({ $account })
journal-from-to = { $from } → { $to }
journal-places = { $names } and { $count } more

# What was done
journal-undo = Undone: { $what }
journal-read =
    { $count ->
        [one] 1 message marked as read
       *[other] { $count } messages marked as read
    }
journal-auto-read =
    { $count ->
        [one] 1 message marked as read while reading
       *[other] { $count } messages marked as read while reading
    }
journal-unread =
    { $count ->
        [one] 1 message marked as unread
       *[other] { $count } messages marked as unread
    }
journal-flagged =
    { $count ->
        [one] 1 message marked as important
       *[other] { $count } messages marked as important
    }
journal-unflagged =
    { $count ->
        [one] 1 message no longer marked as important
       *[other] { $count } messages no longer marked as important
    }
journal-tagged =
    { $count ->
        [one] 1 message tagged “{ $tag }”
       *[other] { $count } messages tagged “{ $tag }”
    }
journal-untagged =
    { $count ->
        [one] Tag “{ $tag }” taken off 1 message
       *[other] Tag “{ $tag }” taken off { $count } messages
    }
journal-flags =
    { $count ->
        [one] Tags of 1 message changed
       *[other] Tags of { $count } messages changed
    }
journal-moved =
    { $count ->
        [one] 1 message moved
       *[other] { $count } messages moved
    }
journal-copied =
    { $count ->
        [one] 1 message copied
       *[other] { $count } messages copied
    }
journal-archived =
    { $count ->
        [one] 1 message archived
       *[other] { $count } messages archived
    }
journal-trashed =
    { $count ->
        [one] 1 message moved to the trash
       *[other] { $count } messages moved to the trash
    }
journal-junk =
    { $count ->
        [one] 1 message marked as spam
       *[other] { $count } messages marked as spam
    }
journal-not-junk =
    { $count ->
        [one] 1 message marked as “not spam”
       *[other] { $count } messages marked as “not spam”
    }
journal-deleted =
    { $count ->
        [one] 1 message deleted for ever
       *[other] { $count } messages deleted for ever
    }
journal-mailbox-created = Folder created
journal-mailbox-renamed = Folder renamed or moved
journal-mailbox-deleted =
    { $count ->
        [one] Folder deleted
       *[other] { $count } folders deleted
    }
journal-mailbox-subscribed = Subscribed to a folder
journal-mailbox-unsubscribed = Unsubscribed from a folder

# How far it is
journal-waiting = Waits to be sent to the server.
journal-sent = Is being sent to the server.
journal-partly = Is being sent to the server: { $done } of { $count } are there.
journal-confirmed = The server has confirmed it.
journal-rejected = The server refused: “{ $words }”. Here it is as it was before.
journal-message-gone =
    { $count ->
        [one] The message is gone from the server. What was here of it is kept for 30 days.
       *[other] Not all of these messages are on the server any more. What was here of them is kept for 30 days.
    }
journal-mailbox-gone =
    { $count ->
        [one] The folder is gone from the server. What was here of the message is kept for 30 days.
       *[other] The folder is gone from the server. What was here of the messages is kept for 30 days.
    }
journal-mailbox-not-empty = The folder was not empty any more; it stays.
journal-undone = Undone.

# What could not be done any more, in a line over the mail
journal-conflict = No longer possible: { $what }. { $why }
journal-conflicts = { $count } changes were no longer possible, because the messages or folders are gone from the server. What was here of them is kept for 30 days.

# What waits
queue-waiting =
    { $count ->
        [one] 1 change waits
       *[other] { $count } changes wait
    }
queue-will-be-sent =
    { $count ->
        [one] 1 change will be sent
       *[other] { $count } changes will be sent
    }
