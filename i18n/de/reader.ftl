### Reader and attachments

reader-empty = Keine Nachricht ausgewählt
reader-back = Zurück zur Liste

# Recipients; names or addresses stand in between
reader-to = an { $names }
reader-me = mich
reader-all-to = An
reader-all-cc = Kopie
reader-all-reply-to = Antworten an
reader-recipients-show = Adressen zeigen
reader-recipients-hide = Adressen ausblenden
reader-recipients-more = und { $count } weitere

# Quiet facts
reader-fact-tls = verschlüsselt abgeholt
reader-fact-plain = unverschlüsselt von diesem Computer abgeholt
reader-fact-sample = Beispielnachricht
reader-fact-attachments =
    { $count ->
        [one] 1 Anhang
       *[other] { $count } Anhänge
    }
reader-fact-blocked =
    { $count ->
        [one] 1 Inhalt aus dem Netz nicht geladen
       *[other] { $count } Inhalte aus dem Netz nicht geladen
    }
reader-fact-stripped = Gestaltung weggelassen, weil sie zu verschachtelt ist
reader-name-misleads = Der Absender nennt sich wie eine andere Adresse. Die wirkliche ist { $email }.

# Older quotes
reader-quote-show =
    { $lines ->
        [one] Früheres Zitat zeigen (1 Zeile)
       *[other] Früheres Zitat zeigen (etwa { $lines } Zeilen)
    }
reader-quote-hide = Früheres Zitat einklappen

# Instead of text
reader-missing = Diese Nachricht ist noch nicht hier; sie wird zuerst geholt, sobald wieder eine Verbindung besteht.
reader-fetching = Diese Nachricht wird gerade geholt …
reader-unavailable = Der Server gibt diese Nachricht nicht heraus. Sie liegt weiter dort; beim nächsten Öffnen wird es wieder versucht.
reader-try-again = Erneut versuchen
reader-no-text = Diese Nachricht enthält keinen Text.
reader-unreadable = Diese Nachricht ist so beschädigt, dass sie sich nicht darstellen lässt. Hier steht, was angekommen ist.
reader-truncated = Die Nachricht ist sehr lang; hier endet, was angezeigt wird.

# Attachments
reader-attachments = Anhänge
reader-attachment-save = { $name } speichern
reader-attachment-show = { $name } im Ordner zeigen
reader-attachment-program = Programm
reader-attachment-saving = wird gespeichert …
reader-attachment-saved = Gespeichert: { $path }
reader-attachment-failed = { $name } wurde nicht gespeichert. { $reason }

### Starting the program

start-no-display = Brieftaube braucht eine grafische Oberfläche und hat keine gefunden: Weder DISPLAY noch WAYLAND_DISPLAY ist gesetzt.
start-dead-display = Brieftaube kann kein Fenster öffnen: Die Anzeige { $name } antwortet nicht.
start-window-failed = Brieftaube kann kein Fenster öffnen. Läuft die grafische Oberfläche, und sind libX11 und libxkbcommon oder libwayland installiert?
start-already-running = Brieftaube läuft bereits mit diesem Profil, antwortet aber nicht. Beenden Sie das laufende Programm und starten Sie es neu.
start-crashed = Brieftaube ist auf einen Fehler gestoßen und wurde beendet. Ihre Nachrichten sind gespeichert.
