### Commands without a window

cli-usage = Aufruf:
cli-options = Optionen
cli-arguments = Argumente
cli-commands = Befehle
cli-command-value = BEFEHL

cli-brieftaube = Brieftaube hält IMAP-Post sicher, vollständig und ohne Netz lesbar. Ohne Befehl öffnet sich das Fenster.
    .usage = brieftaube [--profile ORDNER] [--demo | BEFEHL]
cli-account = Konten hinzufügen, auflisten und entfernen.
    .usage = brieftaube [--profile ORDNER] account add | list | remove
cli-account-add = Prüft die Anmeldung und speichert dann das Konto. Das Passwort kommt in den Schlüsselbund des Systems oder von einem Befehl.
    .usage = brieftaube account add --email ADRESSE [--imap SERVER:PORT] [--security tls|starttls|plain] [--user NAME] (--password-stdin | --password-command BEFEHL) [--ca DATEI] [--name NAME] [--json]
cli-account-list = Listet die Konten auf.
    .usage = brieftaube account list [--json]
cli-account-remove = Vergisst ein Konto, sein Passwort und seine hier gespeicherte Post. Die Post auf dem Server bleibt.
    .usage = brieftaube account remove KONTO [--json]
cli-account-special = Sagt, welche Ordner eines Kontos als Archiv, Gesendet, Entwürfe, Junk und Papierkorb dienen und wer das sagt: der Server, der Name des Ordners oder Sie. Mit einem Ordner wählen Sie ihn dafür aus; das gilt vor allem anderen.
    .usage = brieftaube account special KONTO [archive|sent|drafts|junk|trash [ORDNER | --reset]] [--json]
cli-sync = Holt einmal alles Neue von allen Konten und endet.
    .usage = brieftaube sync [--json]
cli-verify = Vergleicht, was von einem oder allen Konten gespeichert ist, Nachricht für Nachricht mit dem Server und liest einen Teil der gespeicherten Texte noch einmal. Was abweicht, wird berichtigt. Vorher wird wie bei „sync“ geholt, was neu ist.
    .usage = brieftaube verify [KONTO] [--no-repair] [--json]
cli-status = Sagt, was gespeichert ist, nach Konto und Ordner. Braucht kein Netz.
    .usage = brieftaube status [--json]
cli-list = Listet die gespeicherten Nachrichten eines Ordners auf, neueste zuerst: UID, Markierungen, Datum, Absender, Betreff, Größe, SHA-256 der gespeicherten Nachricht.
    .usage = brieftaube list KONTO ORDNER [--json]
cli-show = Gibt eine Nachricht aus, wie das Fenster sie zeigt. Braucht kein Netz.
    .usage = brieftaube show KONTO ORDNER UID [--raw | --json]
cli-mark = Markiert Nachrichten als gelesen, ungelesen oder wichtig, setzt und löscht Schlagwörter. Das wird sofort festgehalten und zum Server geschickt; ohne Netz später.
    .usage = brieftaube mark KONTO ORDNER UIDS [--read | --unread] [--flag | --unflag] [--tag WORT]… [--untag WORT]… [--offline] [--json]
cli-tag = Setzt und löscht Schlagwörter: +name und -name, etwa „tag 1 INBOX 7:9 +dienstlich -später“. Die fünf, die jedes Mailprogramm kennt, heißen wie im Fenster oder $label1 bis $label5; jedes andere Wort ist ein eigenes Schlagwort.
    .usage = brieftaube tag KONTO ORDNER UIDS (+NAME | -NAME)… [--offline] [--json]
cli-move = Verschiebt Nachrichten in einen anderen Ordner, auch eines anderen Kontos.
    .usage = brieftaube move KONTO ORDNER UIDS ZIEL [--to-account KONTO] [--offline] [--json]
cli-copy = Kopiert Nachrichten in einen anderen Ordner, auch eines anderen Kontos.
    .usage = brieftaube copy KONTO ORDNER UIDS ZIEL [--to-account KONTO] [--offline] [--json]
cli-archive = Verschiebt Nachrichten ins Archiv des Kontos.
    .usage = brieftaube archive KONTO ORDNER UIDS [--offline] [--json]
cli-delete = Verschiebt Nachrichten in den Papierkorb des Kontos. Mit --forever werden sie auf dem Server sofort und ohne Rückfrage gelöscht, wo immer sie liegen; das lässt sich nicht rückgängig machen.
    .usage = brieftaube delete KONTO ORDNER UIDS [--forever] [--offline] [--json]
cli-junk = Verschiebt Nachrichten in den Spam-Ordner und markiert sie als Spam ($Junk).
    .usage = brieftaube junk KONTO ORDNER UIDS [--offline] [--json]
cli-not-junk = Verschiebt Nachrichten in den Posteingang und markiert sie als erwünscht ($NotJunk).
    .usage = brieftaube not-junk KONTO ORDNER UIDS [--offline] [--json]
cli-undo = Macht rückgängig, was zuletzt getan wurde, oder eine Handlung nach ihrer Nummer.
    .usage = brieftaube undo [NUMMER] [--offline] [--json]
cli-journal = Listet auf, was getan wurde, das Neueste zuerst: Nummer, Zeit, Stand, Änderung, Ordner (von → nach), Nachrichten, und was der Server sagte, falls er es abgelehnt hat.
    .usage = brieftaube journal [--json]
cli-frozen = Listet Nachrichten auf, die in großer Zahl vom Server verschwunden sind, obwohl sie hier niemand gelöscht hat. Sie bleiben lesbar, bis Sie entscheiden: --put-back legt sie mit Datum und Markierungen wieder auf den Server, --accept lässt sie los; dann werden sie noch 30 Tage lang aufbewahrt.
    .usage = brieftaube frozen [KONTO] [ORDNER] [--put-back | --accept] [--offline] [--json]
cli-mailbox = Legt Ordner an, benennt sie um, verschiebt, löscht und abonniert sie.
    .usage = brieftaube mailbox BEFEHL
cli-manage-create = Legt einen Ordner an. Es zählt der ganze Name: „Projekte/2026“ entsteht in „Projekte“.
    .usage = brieftaube mailbox create KONTO ORDNER [--for ZWECK] [--offline] [--json]
cli-manage-rename = Benennt einen Ordner samt allem um, was darin ist. Mit einem anderen ganzen Namen zieht er an eine andere Stelle um.
    .usage = brieftaube mailbox rename KONTO ORDNER NEUER-NAME [--offline] [--json]
cli-manage-delete = Löscht einen Ordner und alle darunter. Ist er nicht leer, geht er nur mit --forever, und seine Nachrichten mit ihm; das lässt sich nicht rückgängig machen.
    .usage = brieftaube mailbox delete KONTO ORDNER [--forever] [--offline] [--json]
cli-manage-subscribe = Abonniert einen Ordner.
    .usage = brieftaube mailbox subscribe KONTO ORDNER [--offline] [--json]
cli-manage-unsubscribe = Beendet das Abonnement eines Ordners; er bleibt bestehen.
    .usage = brieftaube mailbox unsubscribe KONTO ORDNER [--offline] [--json]

cli-arg-help = Diese Hilfe ausgeben
cli-arg-version = Die Version ausgeben
cli-arg-profile = Alles, was zum Profil gehört, in diesem Ordner halten
    .value = ORDNER
cli-arg-demo = Mit Beispielpost umsehen: zwei Konten, kein Netz
cli-arg-json = JSON ausgeben
cli-arg-no-repair = Nur sagen, was abweicht, und es lassen, wie es ist
cli-arg-raw = Die Bytes so ausgeben, wie sie vom Server kamen
cli-arg-account = Nummer, Adresse oder Name des Kontos
    .value = KONTO
cli-arg-use = Wofür der Ordner dient: archive, sent, drafts, junk oder trash
    .value = ZWECK
cli-arg-reset = Vergisst, was Sie dafür ausgewählt haben
cli-arg-mailbox = Ganzer Name des Ordners, wie ihn „status“ nennt
    .value = ORDNER
cli-arg-uid = UID der Nachricht, wie sie „list“ nennt
    .value = UID
cli-arg-uids = UIDs der Nachrichten, wie sie „list“ nennt: 7 oder 3,10:20
    .value = UIDS
cli-arg-read = Als gelesen markieren
cli-arg-unread = Als ungelesen markieren
cli-arg-flag = Als wichtig markieren
cli-arg-unflag = Nicht mehr als wichtig markieren
cli-arg-tag = Dieses Schlagwort setzen; auch mehrmals
    .value = WORT
cli-arg-untag = Dieses Schlagwort löschen; auch mehrmals
    .value = WORT
cli-arg-words = +NAME setzt ein Schlagwort, -NAME löscht es
    .value = ±NAME
cli-arg-target = Ordner, in den sie kommen, wie ihn „status“ nennt
    .value = ZIEL
cli-arg-to-account = Konto, zu dem das Ziel gehört, wenn es ein anderes ist
    .value = KONTO
cli-arg-for = Wofür er dient: archive, sent, drafts, junk oder trash
    .value = ZWECK
cli-arg-new-name = Ganzer Name, den er bekommen soll
    .value = NEUER-NAME
cli-arg-forever = Endgültig löschen; das lässt sich nicht rückgängig machen
cli-arg-put-back = Sie wieder auf den Server legen
cli-arg-accept = Sie loslassen
cli-arg-offline = Nur festhalten; die nächste Verbindung schickt es
cli-arg-action = Nummer der Handlung, wie sie „journal“ nennt; sonst die letzte
    .value = NUMMER
cli-arg-email = Adresse des Kontos
    .value = ADRESSE
cli-arg-imap = Server; bei bekannten Anbietern nicht nötig
    .value = SERVER:PORT
cli-arg-security = tls (üblich), starttls oder plain (nur zu diesem Computer)
    .value = ART
cli-arg-user = Name für die Anmeldung; sonst die Adresse
    .value = NAME
cli-arg-password-stdin = Das Passwort aus der ersten Zeile der Standardeingabe nehmen und im Schlüsselbund aufbewahren
cli-arg-password-command = Das Passwort jedes Mal aus der ersten Zeile nehmen, die dieser Befehl ausgibt
    .value = BEFEHL
cli-arg-ca = Auch den Ausstellern in dieser PEM-Datei trauen, nur bei diesem Konto
    .value = DATEI
cli-arg-name = Name des Kontos; sonst die Adresse
    .value = NAME

cli-after-help =
    Rückgabewerte:
      0  alles getan; bei „sync“: alles ist da; bei „verify“: alles stimmte überein oder ist berichtigt
      1  aus einem anderen Grund fehlgeschlagen
      2  die Argumente ergeben keinen Sinn
      3  kein solches Konto, kein solcher Ordner, keine solche Nachricht, oder ihr Text ist noch nicht gespeichert
      4  Anmeldung abgelehnt oder kein Passwort
      5  Netz oder Server nicht erreichbar: später noch einmal versuchen
      6  Zertifikat oder Verschlüsselung des Servers nicht vertrauenswürdig
      7  Datenträger, Profilordner oder ein anderes Brieftaube, das dieses Profil benutzt

    BRIEFTAUBE_LOG=debug schreibt ein Protokoll auf die Standardfehlerausgabe. Ein Passwort steht nie darin.

cli-misuse-unknown = { $argument } ist hier nicht bekannt; „brieftaube --help“ sagt, was es gibt.
cli-misuse-command = Einen Befehl { $name } gibt es nicht; „brieftaube --help“ listet die Befehle auf.
cli-misuse-missing = Es fehlt etwas: { $argument }; „--help“ nach dem Befehl sagt, was gemeint ist.
cli-misuse-conflict = { $argument } passt nicht zu den anderen Optionen; „--help“ nach dem Befehl sagt, was zusammenpasst.
cli-misuse-no-value = { $argument } braucht einen Wert; „--help“ nach dem Befehl sagt, welchen.
cli-misuse-value = { $value } ist kein Wert für { $argument }; „--help“ nach dem Befehl sagt, was möglich ist.
cli-misuse-no-command = Es fehlt ein Befehl; „--help“ listet die Befehle auf.
cli-misuse-other = Die Argumente ergeben keinen Sinn; „brieftaube --help“ sagt, was es gibt.

cli-problem = { $title } ({ $detail }). { $advice }
cli-output-failed = Die Ausgabe konnte nicht geschrieben werden: { $why }. Schaffen Sie Platz oder wählen Sie ein anderes Ziel.

cli-account-added = Konto { $id }, { $name }, ist hinzugefügt. „brieftaube sync“ holt seine Post.
cli-account-removed = Konto { $name } ist entfernt. Seine Post auf dem Server wurde nicht angerührt.
cli-special-server = sagt der Server
cli-special-guessed = nach dem Namen vermutet
cli-special-chosen = von Ihnen ausgewählt oder bestätigt
cli-special-none = kein Ordner
cli-no-accounts = Es gibt noch kein Konto. „brieftaube account add --help“ sagt, wie Sie eines hinzufügen.

cli-sync-progress = { $percent }, { $done } von { $total }  { $accounts }
cli-sync-complete =
    { $count ->
        [0] Es gibt noch kein Konto. „brieftaube account add --help“ sagt, wie Sie eines hinzufügen.
        [one] Alles ist da.
       *[other] Alles ist da, bei { $count } Konten.
    }

cli-acted-nothing = Es gab nichts zu ändern.
cli-acted-confirmed =
    { $count ->
        [one] Erledigt: { $count } Nachricht. Der Server hat es übernommen.
       *[other] Erledigt: { $count } Nachrichten. Der Server hat es übernommen.
    }
cli-acted-waiting =
    { $count ->
        [one] Hier erledigt: { $count } Nachricht. Zum Server geht es, sobald es eine Verbindung gibt.
       *[other] Hier erledigt: { $count } Nachrichten. Zum Server geht es, sobald es eine Verbindung gibt.
    }
cli-managed-confirmed = Erledigt. Der Server hat es übernommen.
cli-managed-waiting = Hier erledigt. Zum Server geht es, sobald es eine Verbindung gibt.
cli-acted-conflict = Nachrichten oder der Ordner sind vom Server verschwunden. Was hier davon war, bleibt 30 Tage.

cli-verify-summary = geprüft { $at }, { $agreed } von { $total } stimmen überein
cli-verify-summary-repaired = geprüft { $at }, { $agreed } von { $total } stimmten überein, { $repaired } berichtigt
cli-verify-incomplete = geprüft { $at }, { $agreed } von { $total } stimmten überein; nicht alles ließ sich prüfen
cli-verify-unfinished = nicht zu Ende geprüft; bisher stimmten { $agreed } von { $total } überein
cli-verify-bodies = { $hashed } gespeicherte Nachrichten noch einmal gelesen, { $fetched } davon noch einmal vom Server geholt (ausgelost mit { $seed })
cli-verify-differs = { $mailbox }, UID { $uid }: { $what }
cli-verify-repaired = { $mailbox }, UID { $uid }: { $what }; berichtigt
cli-verify-more = Es gibt noch mehr.
cli-verify-not-checked = { $mailbox }: nicht geprüft ({ $why })
cli-differs-not-here = auf dem Server, war aber nicht hier
cli-differs-not-on-server = hier, aber vom Server nicht genannt
cli-differs-flags = andere Markierungen als auf dem Server
cli-differs-size = andere Größe als auf dem Server
cli-differs-unreadable = ihre Kopfzeilen sind nicht zu bekommen
cli-differs-body = ihre gespeicherten Bytes waren beschädigt

cli-state-offline = offline
cli-state-connecting = verbindet sich
cli-state-syncing = gleicht ab
cli-state-up-to-date = auf dem neuesten Stand
cli-state-needs-password = braucht ein Passwort
cli-state-insecure = nicht sicher
cli-state-failed = fehlgeschlagen
cli-status-frozen =
    { $count ->
        [one] { $count } Nachricht davon ist vom Server verschwunden; siehe „brieftaube frozen“
       *[other] { $count } Nachrichten davon sind vom Server verschwunden; siehe „brieftaube frozen“
    }
cli-frozen-line =
    { $count ->
        [one] { $mailbox }: { $count } Nachricht vom Server verschwunden, seit { $since }
       *[other] { $mailbox }: { $count } Nachrichten vom Server verschwunden, seit { $since }
    }
cli-frozen-none = Es ist nichts vom Server verschwunden, worüber Sie entscheiden müssten.
cli-status-mailbox =
    { $total ->
        [one] { $name }: { $total } Nachricht, { $unseen } ungelesen, { $bodies } ohne Netz lesbar
       *[other] { $name }: { $total } Nachrichten, { $unseen } ungelesen, { $bodies } ohne Netz lesbar
    }

cli-show-from = Von: { $value }
cli-show-reply-to = Antwort an: { $value }
cli-show-to = An: { $value }
cli-show-cc = Kopie an: { $value }
cli-show-date = Datum: { $value }
cli-show-subject = Betreff: { $value }
cli-show-attachment = Anhang: { $name } ({ $size })
cli-show-truncated = Die Nachricht ist länger. „--raw“ gibt sie ganz aus.
