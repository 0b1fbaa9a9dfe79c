### Commands without a window

cli-usage = Usage:
cli-options = Options
cli-arguments = Arguments
cli-commands = Commands
cli-command-value = COMMAND

cli-brieftaube = Brieftaube keeps IMAP mail safe, complete and readable offline. Without a command it opens its window.
    .usage = brieftaube [--profile DIR] [--demo | COMMAND]
cli-account = Adds, lists and removes accounts.
    .usage = brieftaube [--profile DIR] account add | list | remove
cli-account-add = Tests the login, then saves the account. The password goes to the keyring of the system or comes from a command.
    .usage = brieftaube account add --email ADDRESS [--imap HOST:PORT] [--security tls|starttls|plain] [--user USER] (--password-stdin | --password-command CMD) [--ca FILE] [--name NAME] [--json]
cli-account-list = Lists the accounts.
    .usage = brieftaube account list [--json]
cli-account-remove = Forgets an account, its password and the mail stored of it here. The mail on the server stays.
    .usage = brieftaube account remove ACCOUNT [--json]
cli-account-special = Says which mailboxes of an account serve as archive, sent, drafts, junk and trash, and who says so: the server, the name of the mailbox, or you. With a mailbox, you choose it for that; your choice counts before all else.
    .usage = brieftaube account special ACCOUNT [archive|sent|drafts|junk|trash [MAILBOX | --reset]] [--json]
cli-sync = Fetches everything that is new from all accounts, once, and ends.
    .usage = brieftaube sync [--json]
cli-verify = Compares what is stored of one account or all with the server, message by message, and reads a part of the stored texts again. What differs is put right. It fetches what is new first, as “sync” does.
    .usage = brieftaube verify [ACCOUNT] [--no-repair] [--json]
cli-status = Says what is stored, by account and mailbox. Needs no network.
    .usage = brieftaube status [--json]
cli-list = Lists the messages stored of a mailbox, newest first: UID, flags, date, from, subject, size, SHA-256 of the stored message.
    .usage = brieftaube list ACCOUNT MAILBOX [--json]
cli-show = Prints a message as the reader shows it. Needs no network.
    .usage = brieftaube show ACCOUNT MAILBOX UID [--raw | --json]
cli-mark = Marks messages as read, unread or flagged, and sets and clears keywords. It is written down at once and sent to the server; without a network it is sent later.
    .usage = brieftaube mark ACCOUNT MAILBOX UIDS [--read | --unread] [--flag | --unflag] [--tag WORD]… [--untag WORD]… [--offline] [--json]
cli-tag = Sets and clears tags: +name and -name, as in “tag 1 INBOX 7:9 +work -later”. The five that every mail program knows (important, work, personal, todo, later) go by their names or as $label1 to $label5; any other word is a keyword.
    .usage = brieftaube tag ACCOUNT MAILBOX UIDS (+NAME | -NAME)… [--offline] [--json]
cli-move = Moves messages to another mailbox, of another account, too.
    .usage = brieftaube move ACCOUNT MAILBOX UIDS TARGET [--to-account ACCOUNT] [--offline] [--json]
cli-copy = Copies messages to another mailbox, of another account, too.
    .usage = brieftaube copy ACCOUNT MAILBOX UIDS TARGET [--to-account ACCOUNT] [--offline] [--json]
cli-archive = Moves messages to the archive of the account.
    .usage = brieftaube archive ACCOUNT MAILBOX UIDS [--offline] [--json]
cli-delete = Moves messages to the trash of the account. With --forever they are deleted on the server at once, wherever they are, and nothing asks first; that cannot be taken back.
    .usage = brieftaube delete ACCOUNT MAILBOX UIDS [--forever] [--offline] [--json]
cli-junk = Moves messages to the junk mailbox and marks them as junk ($Junk).
    .usage = brieftaube junk ACCOUNT MAILBOX UIDS [--offline] [--json]
cli-not-junk = Moves messages to the inbox and marks them as no junk ($NotJunk).
    .usage = brieftaube not-junk ACCOUNT MAILBOX UIDS [--offline] [--json]
cli-undo = Takes back what was done last, or an action by its number.
    .usage = brieftaube undo [ACTION] [--offline] [--json]
cli-journal = Lists what was done, latest first: number, time, state, change, mailbox (from → to), messages, the server’s words if it refused.
    .usage = brieftaube journal [--json]
cli-frozen = Lists messages that are gone from the server in great number although nobody deleted them here. They stay readable until you decide: --put-back adds them to the server again with their dates and flags, --accept lets them go into the rescue, where they rest for 30 days.
    .usage = brieftaube frozen [ACCOUNT] [MAILBOX] [--put-back | --accept] [--offline] [--json]
cli-mailbox = Creates, renames, moves and deletes mailboxes, and subscribes to them.
    .usage = brieftaube mailbox COMMAND
cli-manage-create = Creates a mailbox. Its whole name counts: “Projects/2026” is created in “Projects”.
    .usage = brieftaube mailbox create ACCOUNT MAILBOX [--for USE] [--offline] [--json]
cli-manage-rename = Renames a mailbox with all that is in it. With another whole name it moves to another place.
    .usage = brieftaube mailbox rename ACCOUNT MAILBOX NEW-NAME [--offline] [--json]
cli-manage-delete = Deletes a mailbox and all below it. One that is not empty goes only with --forever, and its messages with it; that cannot be undone.
    .usage = brieftaube mailbox delete ACCOUNT MAILBOX [--forever] [--offline] [--json]
cli-manage-subscribe = Subscribes to a mailbox.
    .usage = brieftaube mailbox subscribe ACCOUNT MAILBOX [--offline] [--json]
cli-manage-unsubscribe = Ends the subscription to a mailbox; it stays.
    .usage = brieftaube mailbox unsubscribe ACCOUNT MAILBOX [--offline] [--json]

cli-arg-help = Print this help
cli-arg-version = Print the version
cli-arg-profile = Keep everything of the profile in this folder
    .value = DIR
cli-arg-demo = Look around with sample mail: two accounts, no network
cli-arg-json = Print JSON
cli-arg-no-repair = Only say what differs, leave it as it is
cli-arg-raw = Print the bytes as they came from the server
cli-arg-account = Number, address or name of the account
    .value = ACCOUNT
cli-arg-use = What the mailbox is for: archive, sent, drafts, junk or trash
    .value = USE
cli-arg-reset = Forgets what you chose for it
cli-arg-mailbox = Name of the mailbox, whole, as in “status”
    .value = MAILBOX
cli-arg-uid = UID of the message, as in “list”
    .value = UID
cli-arg-uids = UIDs of the messages, as in “list”: 7 or 3,10:20
    .value = UIDS
cli-arg-read = Mark as read
cli-arg-unread = Mark as unread
cli-arg-flag = Set the flag
cli-arg-unflag = Clear the flag
cli-arg-tag = Set this keyword; may be given several times
    .value = WORD
cli-arg-untag = Clear this keyword; may be given several times
    .value = WORD
cli-arg-words = +NAME sets a tag, -NAME clears it
    .value = ±NAME
cli-arg-target = Mailbox they go to, as in “status”
    .value = TARGET
cli-arg-to-account = Account the target belongs to, if it is another one
    .value = ACCOUNT
cli-arg-for = What it is for: archive, sent, drafts, junk or trash
    .value = USE
cli-arg-new-name = Whole name it is to have
    .value = NEW-NAME
cli-arg-forever = Delete for ever; that cannot be undone
cli-arg-put-back = Put them back on the server
cli-arg-accept = Let them go
cli-arg-offline = Only write it down; the next connection sends it
cli-arg-action = Number of the action, as in “journal”; by default the last one
    .value = ACTION
cli-arg-email = Address of the account
    .value = ADDRESS
cli-arg-imap = Server; not needed for providers that are known
    .value = HOST:PORT
cli-arg-security = tls (the default), starttls, or plain (only to this computer)
    .value = KIND
cli-arg-user = Login name; by default the address
    .value = USER
cli-arg-password-stdin = Take the password from the first line of standard input and keep it in the keyring
cli-arg-password-command = Take the password from the first line that this command prints, every time
    .value = CMD
cli-arg-ca = Trust the authorities in this PEM file too, for this account only
    .value = FILE
cli-arg-name = Name of the account; by default the address
    .value = NAME

cli-after-help =
    Exit codes:
      0  everything was done; for “sync”: everything is in; for “verify”: everything agreed or was put right
      1  failed for another reason
      2  the arguments make no sense
      3  no such account, mailbox or message, or its text is not stored yet
      4  login refused, or no password
      5  network or server not reachable: try again later
      6  certificate or protection of the server not to be trusted
      7  disk, profile folder, or another Brieftaube that uses the profile

    BRIEFTAUBE_LOG=debug writes a log to standard error. No password is ever in it.

cli-misuse-unknown = { $argument } is not known here; “brieftaube --help” lists what there is.
cli-misuse-command = There is no command { $name }; “brieftaube --help” lists the commands.
cli-misuse-missing = Something is missing: { $argument }; “--help” after the command says what it means.
cli-misuse-conflict = { $argument } does not go together with the other options; “--help” after the command says what does.
cli-misuse-no-value = { $argument } needs a value; “--help” after the command says which.
cli-misuse-value = { $value } is no value for { $argument }; “--help” after the command says what is.
cli-misuse-no-command = A command is missing; “--help” lists the commands.
cli-misuse-other = The arguments make no sense; “brieftaube --help” lists what there is.

cli-problem = { $title } ({ $detail }). { $advice }
cli-output-failed = The output could not be written: { $why }. Free space or choose another target.

cli-account-added = Added account { $id }, { $name }. “brieftaube sync” fetches its mail.
cli-account-removed = Removed account { $name }. Its mail on the server was not touched.
cli-special-server = said by the server
cli-special-guessed = guessed by its name
cli-special-chosen = chosen or confirmed by you
cli-special-none = no mailbox
cli-no-accounts = There is no account yet. “brieftaube account add --help” says how to add one.

cli-sync-progress = { $percent }, { $done } of { $total }  { $accounts }
cli-sync-complete =
    { $count ->
        [0] There is no account yet. “brieftaube account add --help” says how to add one.
        [one] Everything is in.
       *[other] Everything is in, for { $count } accounts.
    }

cli-acted-nothing = There was nothing to change.
cli-acted-confirmed =
    { $count ->
        [one] Done: { $count } message. The server has it.
       *[other] Done: { $count } messages. The server has it.
    }
cli-acted-waiting =
    { $count ->
        [one] Done here: { $count } message. It waits to be sent to the server.
       *[other] Done here: { $count } messages. It waits to be sent to the server.
    }
cli-managed-confirmed = Done. The server has it.
cli-managed-waiting = Done here. It goes to the server as soon as there is a connection.
cli-acted-conflict = Messages or the mailbox are gone from the server. What was here of them is kept for 30 days.

cli-verify-summary = checked { $at }, { $agreed } of { $total } agree
cli-verify-summary-repaired = checked { $at }, { $agreed } of { $total } agreed, { $repaired } put right
cli-verify-incomplete = checked { $at }, { $agreed } of { $total } agreed; not everything could be checked
cli-verify-unfinished = not checked to the end; { $agreed } of { $total } agreed so far
cli-verify-bodies = { $hashed } stored messages read again, { $fetched } of them fetched again from the server (chosen with { $seed })
cli-verify-differs = { $mailbox }, UID { $uid }: { $what }
cli-verify-repaired = { $mailbox }, UID { $uid }: { $what }; put right
cli-verify-more = There are more.
cli-verify-not-checked = { $mailbox }: not checked ({ $why })
cli-differs-not-here = on the server, but was not here
cli-differs-not-on-server = here, but not named by the server
cli-differs-flags = other flags than on the server
cli-differs-size = another size than on the server
cli-differs-unreadable = its header cannot be had
cli-differs-body = its stored bytes were damaged

cli-state-offline = offline
cli-state-connecting = connecting
cli-state-syncing = syncing
cli-state-up-to-date = up to date
cli-state-needs-password = needs a password
cli-state-insecure = not secure
cli-state-failed = failed
cli-status-frozen =
    { $count ->
        [one] { $count } message of these is gone from the server; see “brieftaube frozen”
       *[other] { $count } messages of these are gone from the server; see “brieftaube frozen”
    }
cli-frozen-line =
    { $count ->
        [one] { $mailbox }: { $count } message gone from the server since { $since }
       *[other] { $mailbox }: { $count } messages gone from the server since { $since }
    }
cli-frozen-none = Nothing has gone from the server that you would have to decide about.
cli-status-mailbox =
    { $total ->
        [one] { $name }: { $total } message, { $unseen } unread, { $bodies } readable offline
       *[other] { $name }: { $total } messages, { $unseen } unread, { $bodies } readable offline
    }

cli-show-from = From: { $value }
cli-show-reply-to = Reply to: { $value }
cli-show-to = To: { $value }
cli-show-cc = Copy to: { $value }
cli-show-date = Date: { $value }
cli-show-subject = Subject: { $value }
cli-show-attachment = Attachment: { $name } ({ $size })
cli-show-truncated = The message is longer. “--raw” prints all of it.
