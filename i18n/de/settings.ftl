### Settings and the list of shortcuts

settings-title = Einstellungen
settings-close = Schließen
settings-section-looks = Darstellung
settings-section-reading = Lesen
settings-section-offline = Offline lesen
settings-section-accounts = Konten
settings-language = Sprache
settings-language-system = Wie das System
settings-language-de = Deutsch
settings-language-en = English
settings-appearance = Erscheinungsbild
settings-appearance-system = Wie das System
settings-appearance-light = Hell
settings-appearance-dark = Dunkel
settings-appearance-contrast = Hoher Kontrast
settings-density = Nachrichtenliste
settings-density-comfortable = Drei Zeilen
settings-density-compact = Eine Zeile
settings-zoom = Vergrößerung
settings-zoom-smaller = Kleiner
settings-zoom-larger = Größer
settings-zoom-reset = Zurücksetzen
settings-offline-hint = Brieftaube hält diese Nachrichten vollständig auf diesem Computer vor. Alle anderen werden geladen, wenn Sie sie öffnen.
settings-offline-size = Bis zu dieser Größe
settings-offline-size-all = Jede Größe
settings-offline-age = Bis zu diesem Alter
settings-offline-age-month = 1 Monat
settings-offline-age-quarter = 3 Monate
settings-offline-age-year = 1 Jahr
settings-offline-age-days =
    { $count ->
        [one] 1 Tag
       *[other] { $count } Tage
    }
settings-offline-age-all = Jedes Alter
settings-no-accounts = Noch ist kein Konto eingerichtet.
settings-account-add = Konto hinzufügen
settings-account-folders = Ordner
settings-folders-title = Ordner von { $account }
settings-folders-hint = Was Sie hier auswählen, gilt vor dem, was der Server sagt. Kein Ordner wird dafür angelegt oder umbenannt.
settings-folder-server = vom Server so vorgesehen
settings-folder-guessed = nach seinem Namen vermutet
settings-folder-chosen = von Ihnen ausgewählt oder bestätigt
settings-folder-none = Noch kein Ordner
settings-folder-choose = Auswählen
settings-back = Zurück
settings-account-change = Ändern
settings-account-remove = Entfernen
settings-remove-title = „{ $account }“ von diesem Computer entfernen?
settings-remove-advice = Die hier gespeicherten Nachrichten und das Passwort werden von diesem Computer gelöscht. Das lässt sich nicht rückgängig machen. Auf dem Server bleibt alles, wie es ist.
settings-remove-confirm = Von diesem Computer entfernen
settings-remove-keep = Behalten
settings-removing = Wird entfernt …
settings-remove-failed = Das Konto konnte nicht entfernt werden.

shortcuts-title = Tastenkürzel
shortcuts-close = Schließen

# When a message that is being read counts as read
settings-mark-read = Als gelesen markieren
settings-mark-read-at-once = Sofort
settings-mark-read-two = Nach 2 Sekunden
settings-mark-read-five = Nach 5 Sekunden
settings-mark-read-never = Nie von selbst
settings-archive = Archivieren
settings-archive-one = In einen Ordner
settings-archive-years = Nach Jahren

# How an account compares with its server
settings-check = Jetzt prüfen
settings-checking = Wird geprüft …
settings-checked = Geprüft { $moment }: { $agreed } von { $total } stimmen überein.
settings-checked-repaired = Geprüft { $moment }: { $agreed } von { $total } stimmten überein, { $repaired } wurden berichtigt.
settings-checked-partly = Geprüft { $moment }: { $agreed } von { $total } stimmten überein. Nicht alles konnte geprüft werden.
settings-unchecked = Noch nicht mit dem Server verglichen.
