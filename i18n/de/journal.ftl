### What was done to mail, and how far it is

journal-title = Was Sie getan haben
journal-empty = Hier steht, was Sie mit Ihren Nachrichten tun: ob der Server es schon weiß, und wie Sie es zurücknehmen.
journal-close = Schließen
journal-take-back = Rückgängig
journal-later = Spätere
journal-earlier = Frühere
journal-shown = { $from } bis { $to } von { $total }
journal-meta = { $place } · { $when }
journal-place = { $mailbox } ({ $account })
journal-from-to = { $from } → { $to }
journal-places = { $names } und { $count } weitere

# What was done
journal-undo = Rückgängig gemacht: { $what }
journal-read =
    { $count ->
        [one] 1 Nachricht als gelesen markiert
       *[other] { $count } Nachrichten als gelesen markiert
    }
journal-auto-read =
    { $count ->
        [one] 1 Nachricht beim Lesen als gelesen markiert
       *[other] { $count } Nachrichten beim Lesen als gelesen markiert
    }
journal-unread =
    { $count ->
        [one] 1 Nachricht als ungelesen markiert
       *[other] { $count } Nachrichten als ungelesen markiert
    }
journal-flagged =
    { $count ->
        [one] 1 Nachricht als wichtig markiert
       *[other] { $count } Nachrichten als wichtig markiert
    }
journal-unflagged =
    { $count ->
        [one] 1 Nachricht nicht mehr als wichtig markiert
       *[other] { $count } Nachrichten nicht mehr als wichtig markiert
    }
journal-tagged =
    { $count ->
        [one] 1 Nachricht mit „{ $tag }“ markiert
       *[other] { $count } Nachrichten mit „{ $tag }“ markiert
    }
journal-untagged =
    { $count ->
        [one] Schlagwort „{ $tag }“ von 1 Nachricht entfernt
       *[other] Schlagwort „{ $tag }“ von { $count } Nachrichten entfernt
    }
journal-flags =
    { $count ->
        [one] Schlagwörter von 1 Nachricht geändert
       *[other] Schlagwörter von { $count } Nachrichten geändert
    }
journal-moved =
    { $count ->
        [one] 1 Nachricht verschoben
       *[other] { $count } Nachrichten verschoben
    }
journal-copied =
    { $count ->
        [one] 1 Nachricht kopiert
       *[other] { $count } Nachrichten kopiert
    }
journal-archived =
    { $count ->
        [one] 1 Nachricht archiviert
       *[other] { $count } Nachrichten archiviert
    }
journal-trashed =
    { $count ->
        [one] 1 Nachricht in den Papierkorb gelegt
       *[other] { $count } Nachrichten in den Papierkorb gelegt
    }
journal-junk =
    { $count ->
        [one] 1 Nachricht als Spam markiert
       *[other] { $count } Nachrichten als Spam markiert
    }
journal-not-junk =
    { $count ->
        [one] 1 Nachricht als „kein Spam“ markiert
       *[other] { $count } Nachrichten als „kein Spam“ markiert
    }
journal-deleted =
    { $count ->
        [one] 1 Nachricht endgültig gelöscht
       *[other] { $count } Nachrichten endgültig gelöscht
    }
journal-mailbox-created = Ordner angelegt
journal-mailbox-renamed = Ordner umbenannt oder verschoben
journal-mailbox-deleted =
    { $count ->
        [one] Ordner gelöscht
       *[other] { $count } Ordner gelöscht
    }
journal-mailbox-subscribed = Ordner abonniert
journal-mailbox-unsubscribed = Ordner nicht mehr abonniert

# How far it is
journal-waiting = Wartet darauf, an den Server gesendet zu werden.
journal-sent = Wird an den Server gesendet.
journal-partly = Wird an den Server gesendet: { $done } von { $count } sind dort.
journal-confirmed = Der Server hat es bestätigt.
journal-rejected = Der Server hat abgelehnt: „{ $words }“. Hier ist es wieder wie vorher.
journal-message-gone =
    { $count ->
        [one] Auf dem Server gibt es die Nachricht nicht mehr. Was hier davon war, wird 30 Tage aufbewahrt.
       *[other] Auf dem Server gibt es nicht mehr alle diese Nachrichten. Was hier von ihnen war, wird 30 Tage aufbewahrt.
    }
journal-mailbox-gone =
    { $count ->
        [one] Auf dem Server gibt es den Ordner nicht mehr. Was hier von der Nachricht war, wird 30 Tage aufbewahrt.
       *[other] Auf dem Server gibt es den Ordner nicht mehr. Was hier von den Nachrichten war, wird 30 Tage aufbewahrt.
    }
journal-mailbox-not-empty = Der Ordner war nicht mehr leer; er bleibt bestehen.
journal-undone = Rückgängig gemacht.

# What could not be done any more, in a line over the mail
journal-conflict = Nicht mehr möglich: { $what }. { $why }
journal-conflicts = { $count } Änderungen waren nicht mehr möglich, weil es die Nachrichten oder Ordner auf dem Server nicht mehr gibt. Was hier davon war, wird 30 Tage aufbewahrt.

# What waits
queue-waiting =
    { $count ->
        [one] 1 Änderung wartet
       *[other] { $count } Änderungen warten
    }
queue-will-be-sent =
    { $count ->
        [one] 1 Änderung wird noch gesendet
       *[other] { $count } Änderungen werden noch gesendet
    }
