### Welcome, add account, password, removing an account

## Welcome

welcome-title = Brieftaube
welcome-sentence = Ihre Post, vollständig auf diesem Computer und auch ohne Netz lesbar.
welcome-add-account = Konto hinzufügen
welcome-sample = Mit Beispielpost umsehen

## Add or change an account

setup-title-add = Konto hinzufügen
setup-title-change = Konto „{ $account }“ ändern
setup-label = Name in der Seitenleiste
setup-person = Ihr Name
setup-person-hint = Anna Weber
setup-address = E-Mail-Adresse
setup-address-hint = anna@example.org
setup-address-wrong = Das ist noch keine vollständige Adresse.
setup-password = Passwort
setup-password-app = App-Passwort
setup-password-bridge = Passwort aus der Bridge
setup-password-unchanged = Leer lassen, um es nicht zu ändern
setup-help = So geht es bei { $provider }
setup-unknown-title = Anbieter nicht bekannt
setup-unknown = Die Angaben zum Server finden Sie in der Hilfe Ihres Anbieters. Ein Vorschlag ist schon eingetragen.
setup-server = Server
setup-server-summary = { $host }, Port { $port }, { $security }
setup-server-change = Ändern
setup-host = IMAP-Server
setup-port = Port
setup-port-wrong = Eine Zahl von 1 bis 65535.
setup-user = Benutzername
setup-security = Schutz der Verbindung
setup-security-tls = TLS
setup-security-starttls = STARTTLS
setup-security-plain = Keiner
setup-security-plain-hint = Ohne Schutz verbindet sich Brieftaube nur mit einem Server auf diesem Computer.
setup-ca-file = Zertifikatsdatei
setup-ca-file-hint = Nur für Server mit eigener Zertifizierungsstelle
setup-storage = Passwort aufbewahren
setup-storage-keyring = Im Schlüsselbund
setup-storage-ask = Bei jedem Start fragen
setup-storage-command = Befehl ausführen
setup-storage-no-keyring = Auf diesem Computer gibt es keinen Schlüsselbund, der antwortet. Brieftaube speichert Passwörter nirgendwo sonst: Es kann bei jedem Start fragen oder einen Befehl ausführen, der das Passwort ausgibt.
setup-command = Passwortbefehl
setup-command-hint = pass show mail/gmx
setup-check = Prüfen und hinzufügen
setup-check-change = Prüfen und speichern
setup-check-again = Noch einmal prüfen
setup-cancel = Abbrechen
setup-stop = Prüfung abbrechen
setup-stage-name = Server suchen
setup-stage-connect = Verbinden
setup-stage-tls = Verschlüsseln und Zertifikat prüfen
setup-stage-greeting = Server begrüßen
setup-stage-login = Anmelden
setup-stage-mailboxes = Ordner lesen
setup-stage-keyring = Passwort in den Schlüsselbund legen
setup-failed-name = Der Server wurde nicht gefunden
setup-failed-connect = Keine Verbindung zum Server
setup-failed-tls = Keine sichere Verbindung
setup-failed-greeting = Der Server meldet sich nicht richtig
setup-failed-login = Die Anmeldung ist gescheitert
setup-failed-mailboxes = Die Ordner konnten nicht gelesen werden
setup-failed-keyring = Das Passwort konnte nicht gespeichert werden
setup-failed-saving = Das Konto konnte nicht gespeichert werden
setup-server-said = Der Server sagt: „{ $text }“
setup-details = Details
setup-details-hide = Details ausblenden
setup-done = { $account } ist eingerichtet
setup-done-advice = Ihre Nachrichten werden schon geladen. Die neuesten kommen zuerst.
setup-done-show = Zum Posteingang

## What must be known about a provider

provider-gmx = Schalten Sie bei GMX zuerst unter „POP3 & IMAP“ den Zugriff ein. Mit Zwei-Faktor-Anmeldung brauchen Sie ein anwendungsspezifisches Passwort, und der Zugriff muss danach noch einmal eingeschaltet werden.
provider-web-de = Schalten Sie bei WEB.DE zuerst unter „POP3 & IMAP“ den Zugriff ein. Mit Zwei-Faktor-Anmeldung brauchen Sie ein anwendungsspezifisches Passwort.
provider-t-online = Die Telekom verlangt ein eigenes „E-Mail-Passwort“, das Sie im Kundencenter festlegen. Mit dem Passwort der Webseite geht es nicht.
provider-mailbox-org = Mit Zwei-Faktor-Anmeldung brauchen Sie ein Anwendungspasswort. Melden Sie sich mit Ihrer Hauptadresse an.
provider-posteo = Posteo verlangt meist ein App-Passwort. Der „Zusätzliche Postfachschutz“ muss ausgeschaltet sein, sonst lehnt Posteo jede Anmeldung ab.
provider-ionos = Nehmen Sie das Passwort des Postfachs, nicht das Ihres Kundenkontos. Mit Zwei-Faktor-Anmeldung brauchen Sie ein App-Passwort.
provider-mailbox-password = Nehmen Sie das Passwort des Postfachs, nicht das Ihres Kundenkontos.
provider-freenet = Schalten Sie bei freenet zuerst in den Einstellungen des Postfachs „POP3/IMAP/SMTP“ ein.
provider-vodafone = Vodafone verlangt meist ein eigenes E-Mail-Passwort, das Sie in den Einstellungen des Postfachs festlegen.
provider-gmail = Google nimmt in Mailprogrammen nur App-Passwörter an. Dafür muss die Bestätigung in zwei Schritten eingeschaltet sein.
provider-outlook-com = Microsoft nimmt seit September 2024 keine Passwörter mehr an, auch keine App-Passwörter. Nötig ist eine Anmeldung im Browser (OAuth), die diese Version von Brieftaube noch nicht kann.
provider-microsoft-365 = Microsoft 365 nimmt keine Passwörter mehr an. Nötig ist eine Anmeldung im Browser (OAuth), die diese Version von Brieftaube noch nicht kann.
provider-icloud = Apple nimmt in Mailprogrammen nur app-spezifische Passwörter an. Sie legen eines auf der Seite Ihres Apple Accounts an.
provider-yahoo = Hier brauchen Sie ein App-Passwort, das Sie in den Sicherheitseinstellungen Ihres Kontos erzeugen. Von jedem Ordner zeigt der Server höchstens die neuesten 10.000 Nachrichten.
provider-fastmail = Fastmail nimmt in Mailprogrammen nur App-Passwörter an; im Tarif „Basic“ gibt es keine. Melden Sie sich mit Ihrer Hauptadresse an.
provider-proton = Proton-Post ist nur über das Programm Proton Mail Bridge lesbar, das auf diesem Computer laufen muss. Nehmen Sie das Passwort, das die Bridge anzeigt, und geben Sie unter „Server“ das Zertifikat an, das sie exportiert.
provider-tuta = Tuta bietet kein IMAP an. Post von Tuta lässt sich nur mit den Programmen von Tuta lesen.

## Password of an account

password-title = Passwort für { $account }
password-label = Passwort
password-ask-hint = Es bleibt nur im Arbeitsspeicher und wird beim nächsten Start wieder gefragt.
password-keyring-hint = Es kommt in den Schlüsselbund dieses Computers.
password-log-in = Anmelden
password-cancel = Abbrechen

## Problems

problem-close = Schließen
problem-quit = Beenden
problem-retry = Noch einmal versuchen
problem-enter-password = Passwort eingeben
problem-edit-account = Kontoeinstellungen
