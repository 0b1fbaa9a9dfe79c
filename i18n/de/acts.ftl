### What is done to messages: tags, the box one chooses from, menus, questions

# Tags; the first five as Thunderbird calls them
tag-name-1 = Wichtig
tag-name-2 = Dienstlich
tag-name-3 = Persönlich
tag-name-4 = Zu erledigen
tag-name-5 = Später
tag-new = Neues Schlagwort „{ $name }“

# Keys
key-delete = Entf
key-backspace = Rücktaste
key-menu = Menütaste
keys-acting = Markieren und ordnen
keys-archive = Archivieren
keys-trash = In den Papierkorb
keys-delete = Endgültig löschen …
keys-toggle-junk = Als Spam markieren oder nicht mehr
keys-junk = Als Spam markieren
keys-not-junk = Kein Spam
keys-move = Verschieben nach …
keys-copy = Kopieren nach …
keys-read = Als gelesen markieren
keys-unread = Als ungelesen markieren
keys-all-read = Alles als gelesen markieren
keys-menu = Menü des Ordners
menu-empty-trash = Papierkorb leeren …
menu-empty-junk = Spam leeren …
keys-new-mailbox = Neuer Ordner …
keys-rename-mailbox = Ordner umbenennen …
menu-new-mailbox-here = Neuer Ordner hierin …
menu-put-mailbox = Ordner verschieben nach …
menu-subscribe = Ordner abonnieren
menu-unsubscribe = Ordner nicht mehr abonnieren
menu-delete-mailbox = Ordner löschen …
keys-tag = Schlagwort wählen …
keys-tag-1 = Schlagwort „Wichtig“
keys-tag-2 = Schlagwort „Dienstlich“
keys-tag-3 = Schlagwort „Persönlich“
keys-tag-4 = Schlagwort „Zu erledigen“
keys-tag-5 = Schlagwort „Später“
keys-clear-tags = Alle Schlagwörter entfernen

# The box one chooses from
pick-tag =
    { $count ->
        [one] Schlagwort für 1 Nachricht
       *[other] Schlagwort für { $count } Nachrichten
    }
pick-tag-hint = Name eines Schlagworts
pick-move =
    { $count ->
        [one] 1 Nachricht verschieben nach
       *[other] { $count } Nachrichten verschieben nach
    }
pick-copy =
    { $count ->
        [one] 1 Nachricht kopieren nach
       *[other] { $count } Nachrichten kopieren nach
    }
pick-special = Ordner für „{ $use }“
pick-make = Ordner „{ $mailbox }“ anlegen
pick-parent = „{ $mailbox }“ verschieben nach
pick-top = Oberste Ebene
pick-mailbox-hint = Name eines Ordners
pick-no-mailbox = Kein Ordner heißt so.
pick-no-tag = Das kann kein Schlagwort sein.
pick-keys = ↑ ↓ wählen, Eingabe nehmen, Esc abbrechen

# Dragging
drag-move =
    { $count ->
        [one] 1 Nachricht
       *[other] { $count } Nachrichten
    }
drag-copy =
    { $count ->
        [one] 1 Nachricht kopieren
       *[other] { $count } Nachrichten kopieren
    }

# Questions
ask-delete-title =
    { $count ->
        [one] Nachricht endgültig löschen?
       *[other] { $count } Nachrichten endgültig löschen?
    }
ask-empty-title =
    { $count ->
        [one] „{ $mailbox }“ leeren und 1 Nachricht endgültig löschen?
       *[other] „{ $mailbox }“ leeren und { $count } Nachrichten endgültig löschen?
    }
ask-delete-advice =
    { $count ->
        [one] Sie wird auch auf dem Server gelöscht. Das lässt sich nicht rückgängig machen.
       *[other] Sie werden auch auf dem Server gelöscht. Das lässt sich nicht rückgängig machen.
    }
ask-delete-confirm = Endgültig löschen
ask-cancel = Abbrechen

# What was done
toast-not-junk =
    { $count ->
        [one] Kein Spam: in den Posteingang verschoben.
       *[other] Kein Spam: { $count } Nachrichten in den Posteingang verschoben.
    }
toast-nothing-changed = Hier war nichts zu tun.
toast-tagged =
    { $count ->
        [one] Mit „{ $tag }“ markiert.
       *[other] { $count } Nachrichten mit „{ $tag }“ markiert.
    }
toast-untagged =
    { $count ->
        [one] Schlagwort „{ $tag }“ entfernt.
       *[other] Schlagwort „{ $tag }“ von { $count } Nachrichten entfernt.
    }
toast-tags-cleared =
    { $count ->
        [one] Alle Schlagwörter entfernt.
       *[other] Alle Schlagwörter von { $count } Nachrichten entfernt.
    }

# The name of a mailbox
naming-new = Neuer Ordner
naming-rename = „{ $mailbox }“ umbenennen
naming-name = Name
naming-place = In: { $place }
naming-create = Anlegen
naming-confirm = Umbenennen
naming-invalid = So kann kein Ordner heißen: „{ $delimiter }“, unsichtbare Zeichen und sehr lange Namen gehen nicht.
naming-taken = Einen Ordner dieses Namens gibt es dort schon.

# Before a mailbox goes
ask-remove-title = Ordner „{ $mailbox }“ löschen?
ask-remove-advice =
    { $below ->
        [0] { $count ->
            [0] Er ist leer. Das Löschen lässt sich nicht rückgängig machen.
            [one] Mit ihm wird 1 Nachricht auf dem Server endgültig gelöscht. Das lässt sich nicht rückgängig machen.
           *[other] Mit ihm werden { $count } Nachrichten auf dem Server endgültig gelöscht. Das lässt sich nicht rückgängig machen.
        }
        [one] Mit ihm werden 1 Ordner darin und zusammen { $count ->
            [one] 1 Nachricht
           *[other] { $count } Nachrichten
        } auf dem Server endgültig gelöscht. Das lässt sich nicht rückgängig machen.
       *[other] Mit ihm werden { $below } Ordner darin und zusammen { $count ->
            [one] 1 Nachricht
           *[other] { $count } Nachrichten
        } auf dem Server endgültig gelöscht. Das lässt sich nicht rückgängig machen.
    }
ask-remove-confirm = Ordner löschen
