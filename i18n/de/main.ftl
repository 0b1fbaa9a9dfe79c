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

# Asking for a password
password-title = Passwort für { $account }
password-label = Passwort
password-log-in = Anmelden
password-cancel = Abbrechen

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
keys-page-down = Eine Seite nach unten
keys-page-up = Eine Seite nach oben
keys-home = An den Anfang
keys-end = Ans Ende
keys-open = Öffnen
keys-back = Zurück
keys-left = Ordner einklappen
keys-right = Ordner ausklappen
keys-mail = E-Mails
keys-next-message = Nächste Nachricht
keys-previous-message = Vorige Nachricht
keys-show-new = Neue Nachrichten zeigen
keys-sync = Jetzt abrufen
keys-remedy = Gemeldetes Problem beheben
keys-window = Fenster
keys-shortcuts = Tastenkürzel
keys-settings = Einstellungen
keys-add-account = Konto hinzufügen
keys-density = Dichte der Liste wechseln
keys-wider = Bereich breiter
keys-narrower = Bereich schmaler
keys-zoom-in = Größer
keys-zoom-out = Kleiner
keys-zoom-reset = Normale Größe
keys-quit = Beenden
