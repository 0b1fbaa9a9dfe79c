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
pick-no-tag = Das kann kein Schlagwort sein.
pick-keys = ↑ ↓ wählen, Eingabe nehmen, Esc abbrechen

# What was done
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
