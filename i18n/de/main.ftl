### Main window: sidebar, list, toasts, keys

# What remains of a sync; stands after a comma
duration-moment = nur noch einen Moment
duration-minutes =
    { $count ->
        [one] noch etwa 1 Minute
       *[other] noch etwa { $count } Minuten
    }
duration-hours =
    { $count ->
        [one] noch etwa 1 Stunde
       *[other] noch etwa { $count } Stunden
    }

# Sample mail, dialogs
dialog-close = Schließen

# Keys
key-control = Strg
key-command = ⌘
key-alt = Alt
key-option = ⌥
key-shift = Umschalt
key-comma = Komma
key-tab = Tab
key-space = Leertaste
key-page-up = Bild auf
key-page-down = Bild ab
key-home = Pos 1
key-end = Ende
key-enter = Eingabe
key-escape = Esc

# What the keys do
keys-moving = Bewegen
keys-next-pane = Nächster Bereich
keys-previous-pane = Voriger Bereich
keys-down = Nach unten
keys-up = Nach oben
keys-page-down = Seite nach unten
keys-page-up = Seite nach oben
keys-home = An den Anfang
keys-end = Ans Ende
keys-open = Öffnen
keys-back = Zurück
keys-left = Ordner einklappen
keys-right = Ordner ausklappen
keys-mail = E-Mails
keys-next-message = Nächste Nachricht
keys-previous-message = Vorige Nachricht
keys-extend-down = Auswahl nach unten
keys-extend-up = Auswahl nach oben
keys-extend-home = Auswahl bis zum Anfang
keys-extend-end = Auswahl bis zum Ende
keys-choose = Nachricht auswählen oder abwählen
keys-choose-all = Alle Nachrichten auswählen
keys-toggle-read = Als gelesen oder ungelesen markieren
keys-toggle-flag = Als wichtig markieren oder nicht mehr
keys-undo = Rückgängig machen
keys-show-new = Neue Nachrichten zeigen
keys-sync = Jetzt abrufen
keys-remedy = Gemeldetes Problem beheben
keys-window = Fenster
keys-shortcuts = Tastenkürzel
keys-journal = Was Sie getan haben
keys-settings = Einstellungen
keys-add-account = Konto hinzufügen
keys-density = Dichte der Liste wechseln
keys-wider = Bereich breiter
keys-narrower = Bereich schmaler
keys-zoom-in = Größer
keys-zoom-out = Kleiner
keys-zoom-reset = Normale Größe
keys-quit = Beenden

# Special-use mailboxes
mailbox-inbox = Posteingang
mailbox-flagged = Markiert
mailbox-drafts = Entwürfe
mailbox-sent = Gesendet
mailbox-archive = Archiv
mailbox-all = Alle Nachrichten
mailbox-junk = Spam
mailbox-trash = Papierkorb

# How a connection is protected
transport-tls = Verschlüsselt (TLS), Zertifikat geprüft
transport-starttls = Verschlüsselt (STARTTLS), Zertifikat geprüft
transport-plain = Nicht verschlüsselt, nur auf diesem Rechner
transport-sample = Beispielpost, ohne Netz

# What an account is doing
state-offline = Zurzeit offline.
state-offline-since = Offline seit { $moment }.
state-connecting = Die Verbindung wird hergestellt.
state-syncing = Wird abgeglichen: { $progress }.
state-syncing-start = Der Abgleich beginnt.
state-live = Auf dem neuesten Stand, neue E-Mails erscheinen sofort.
state-up-to-date = Zuletzt geprüft: { $moment }.
progress-of = { $done } von { $total }
progress-remaining = { $of }, { $remaining }

# Sidebar
sidebar-all-inboxes = Alle Posteingänge
sidebar-settings = Einstellungen
sidebar-add-account = Konto hinzufügen
sidebar-shortcuts = Tastenkürzel
sidebar-sync = Jetzt abrufen
sidebar-sample = Sie sehen Beispielpost.
sidebar-leave-sample = Eigenes Konto hinzufügen

# Quota
quota-storage = { $used } von { $limit } belegt
quota-messages =
    { $limit ->
        [one] { $used } von 1 Nachricht
       *[other] { $used } von { $limit } Nachrichten
    }
quota-percent = { $usage } ({ $percent })
quota-root = { $root }: { $usage }
quota-told = Vom Server mitgeteilt: { $moment }
quota-high = { $usage }, wird eng
quota-critical = { $usage }, fast voll
quota-full = { $usage }, voll

# List
list-total =
    { $count ->
        [one] 1 Nachricht
       *[other] { $count } Nachrichten
    }
list-chosen =
    { $count ->
        [one] 1 Nachricht ausgewählt
       *[other] { $count } Nachrichten ausgewählt
    }
list-coming = { $count } von { $total } sind schon da
list-no-subject = (kein Betreff)
list-no-sender = (kein Absender)
list-empty = Hier ist nichts.
list-empty-inbox = Keine Nachrichten. Alles gelesen, alles erledigt.
list-loading = Nachrichten werden geladen …
list-unreadable = Die Liste konnte nicht gelesen werden.
list-new =
    { $count ->
        [one] 1 neue Nachricht
       *[other] { $count } neue Nachrichten
    }
list-standing = { $account }: { $sentence }
list-dense = Eine Zeile je Nachricht
list-airy = Drei Zeilen je Nachricht
list-retry = Noch einmal versuchen

# Banners
banner-details = Details
banner-accounts = { $count } Konten
banner-away = Keine Verbindung
banner-show = Zeigen
banner-close = Schließen
banner-put-back = Zurücklegen
banner-accept = Loslassen
frozen-gone =
    { $count ->
        [one] { $mailbox }: { $count } Nachricht ist vom Server verschwunden ({ $since }), und nicht durch Sie. Hier bleibt sie lesbar.
       *[other] { $mailbox }: { $count } Nachrichten sind vom Server verschwunden ({ $since }), und nicht durch Sie. Hier bleiben sie lesbar.
    }
frozen-restoring =
    { $count ->
        [one] { $mailbox }: { $count } Nachricht wird auf den Server zurückgelegt.
       *[other] { $mailbox }: { $count } Nachrichten werden auf den Server zurückgelegt.
    }
ask-accept-title =
    { $count ->
        [one] { $count } Nachricht in „{ $mailbox }“ loslassen?
       *[other] { $count } Nachrichten in „{ $mailbox }“ loslassen?
    }
ask-accept-advice = Auf dem Server sind sie schon nicht mehr, und auch hier werden sie dann nicht mehr angezeigt. Das lässt sich nicht rückgängig machen.
ask-accept-confirm = Loslassen
remedy-retry = Noch einmal versuchen
remedy-password = Passwort eingeben
remedy-account = Konto ändern
remedy-mailbox = Ordner auswählen
remedy-space = Ich habe Platz geschaffen

# Marks
list-flagged = Markiert
list-answered = Beantwortet
list-attachment = Mit Anhang
sidebar-fold = Einklappen
sidebar-unfold = Ausklappen

# What was done
toast-choose = Anderen Ordner wählen
toast-guessed = { $said } Dafür dient der Ordner „{ $mailbox }“, seinem Namen nach.
toast-undo = Rückgängig
toast-read =
    { $count ->
        [one] Als gelesen markiert.
       *[other] { $count } Nachrichten als gelesen markiert.
    }
toast-unread =
    { $count ->
        [one] Als ungelesen markiert.
       *[other] { $count } Nachrichten als ungelesen markiert.
    }
toast-flagged =
    { $count ->
        [one] Als wichtig markiert.
       *[other] { $count } Nachrichten als wichtig markiert.
    }
toast-unflagged =
    { $count ->
        [one] Nicht mehr als wichtig markiert.
       *[other] { $count } Nachrichten nicht mehr als wichtig markiert.
    }
toast-moved =
    { $count ->
        [one] Nach „{ $mailbox }“ verschoben.
       *[other] { $count } Nachrichten nach „{ $mailbox }“ verschoben.
    }
toast-copied =
    { $count ->
        [one] Nach „{ $mailbox }“ kopiert.
       *[other] { $count } Nachrichten nach „{ $mailbox }“ kopiert.
    }
toast-archived =
    { $count ->
        [one] 1 Nachricht archiviert.
       *[other] { $count } Nachrichten archiviert.
    }
toast-trashed =
    { $count ->
        [one] 1 Nachricht in den Papierkorb gelegt.
       *[other] { $count } Nachrichten in den Papierkorb gelegt.
    }
toast-junk =
    { $count ->
        [one] 1 Nachricht als Spam markiert.
       *[other] { $count } Nachrichten als Spam markiert.
    }
toast-deleted =
    { $count ->
        [one] 1 Nachricht endgültig gelöscht.
       *[other] { $count } Nachrichten endgültig gelöscht.
    }
toast-mailbox-created = Ordner „{ $mailbox }“ angelegt.
toast-mailbox-renamed = Der Ordner heißt jetzt „{ $mailbox }“.
toast-mailbox-deleted = Ordner „{ $mailbox }“ gelöscht.
toast-mailbox-subscribed = „{ $mailbox }“ ist abonniert.
toast-mailbox-unsubscribed = „{ $mailbox }“ ist nicht mehr abonniert.
toast-mailbox-undone = Rückgängig gemacht.
toast-undone =
    { $count ->
        [one] Rückgängig gemacht.
       *[other] Rückgängig gemacht bei { $count } Nachrichten.
    }
toast-nothing-to-undo = Es gibt nichts rückgängig zu machen.
