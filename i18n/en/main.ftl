### Main window: sidebar, list, toasts, keys

# What remains of a sync; stands after a comma
duration-moment = just a moment left
duration-minutes =
    { $count ->
        [one] about 1 minute left
       *[other] about { $count } minutes left
    }
duration-hours =
    { $count ->
        [one] about 1 hour left
       *[other] about { $count } hours left
    }

# Sample mail, dialogs
dialog-close = Close

# Keys
key-control = Ctrl
key-command = ⌘
key-alt = Alt
key-option = ⌥
key-shift = Shift
key-comma = Comma
key-tab = Tab
key-space = Space
key-page-up = Page Up
key-page-down = Page Down
key-home = Home
key-end = End
key-enter = Enter
key-escape = Esc

# What the keys do
keys-moving = Moving around
keys-next-pane = Next pane
keys-previous-pane = Previous pane
keys-down = Down
keys-up = Up
keys-page-down = One page down
keys-page-up = One page up
keys-home = To the start
keys-end = To the end
keys-open = Open
keys-back = Back
keys-left = Fold the folder
keys-right = Unfold the folder
keys-mail = Mail
keys-next-message = Next message
keys-previous-message = Previous message
keys-extend-down = Extend the selection down
keys-extend-up = Extend the selection up
keys-extend-home = Extend the selection to the start
keys-extend-end = Extend the selection to the end
keys-choose = Select the message, or no more
keys-choose-all = Select all messages
keys-toggle-read = Mark as read or unread
keys-toggle-flag = Mark as important or not
keys-undo = Undo
keys-show-new = Show new messages
keys-sync = Check for mail now
keys-remedy = Act on the reported problem
keys-window = Window
keys-shortcuts = Keyboard shortcuts
keys-journal = What you did
keys-settings = Settings
keys-add-account = Add account
keys-density = Switch the density of the list
keys-wider = Widen the pane
keys-narrower = Narrow the pane
keys-zoom-in = Larger
keys-zoom-out = Smaller
keys-zoom-reset = Actual size
keys-quit = Quit

# Special-use mailboxes
mailbox-inbox = Inbox
mailbox-flagged = Flagged
mailbox-drafts = Drafts
mailbox-sent = Sent
mailbox-archive = Archive
mailbox-all = All mail
mailbox-junk = Spam
mailbox-trash = Trash

# How a connection is protected
transport-tls = Encrypted (TLS), certificate verified
transport-starttls = Encrypted (STARTTLS), certificate verified
transport-plain = Not encrypted, on this computer only
transport-sample = Sample mail, no network

# What an account is doing
state-offline = You are offline.
state-offline-since = Offline since { $moment }.
state-connecting = Connecting to the server.
state-syncing = Syncing: { $progress }.
state-syncing-start = Starting to sync.
state-live = Up to date, new mail appears at once.
state-up-to-date = Last checked: { $moment }.
progress-of = { $done } of { $total }
progress-remaining = { $of }, { $remaining }

# Sidebar
sidebar-all-inboxes = All inboxes
sidebar-settings = Settings
sidebar-add-account = Add account
sidebar-shortcuts = Keyboard shortcuts
sidebar-sync = Check for mail now
sidebar-sample = This is sample mail.
sidebar-leave-sample = Add your own account

# Quota
quota-storage = { $used } of { $limit } used
quota-messages =
    { $limit ->
        [one] { $used } of 1 message
       *[other] { $used } of { $limit } messages
    }
quota-percent = { $usage } ({ $percent })
quota-root = { $root }: { $usage }
quota-told = Told by the server: { $moment }
quota-high = { $usage }, filling up
quota-critical = { $usage }, nearly full
quota-full = { $usage }, full

# List
list-total =
    { $count ->
        [one] 1 message
       *[other] { $count } messages
    }
list-chosen =
    { $count ->
        [one] 1 message selected
       *[other] { $count } messages selected
    }
list-coming = { $count } of { $total } are here already
list-no-subject = (no subject)
list-no-sender = (no sender)
list-empty = Nothing here.
list-empty-inbox = No messages. All read, all done.
list-loading = Loading messages …
list-unreadable = The list could not be read.
list-new =
    { $count ->
        [one] 1 new message
       *[other] { $count } new messages
    }
list-standing = { $account }: { $sentence }
list-dense = One line per message
list-airy = Three lines per message
list-retry = Try again

# Banners
banner-details = Details
banner-accounts = { $count } accounts
banner-away = No connection
banner-show = Show
banner-close = Close
banner-put-back = Put back
banner-accept = Let go
frozen-gone =
    { $count ->
        [one] { $mailbox }: { $count } message has gone from the server ({ $since }), and not by you. It stays readable here.
       *[other] { $mailbox }: { $count } messages have gone from the server ({ $since }), and not by you. They stay readable here.
    }
frozen-restoring =
    { $count ->
        [one] { $mailbox }: { $count } message is put back on the server.
       *[other] { $mailbox }: { $count } messages are put back on the server.
    }
ask-accept-title =
    { $count ->
        [one] Let go of { $count } message in “{ $mailbox }”?
       *[other] Let go of { $count } messages in “{ $mailbox }”?
    }
ask-accept-advice = They are gone from the server already and will no longer be shown here. That cannot be undone.
ask-accept-confirm = Let go
remedy-retry = Try again
remedy-password = Enter password
remedy-account = Edit account
remedy-mailbox = Choose mailbox
remedy-space = I have made room

# Marks
list-flagged = Flagged
list-answered = Answered
list-attachment = Has attachments
sidebar-fold = Fold
sidebar-unfold = Unfold

# What was done
toast-choose = Choose another mailbox
toast-guessed = { $said } By its name, the mailbox “{ $mailbox }” is the one for that.
toast-undo = Undo
toast-read =
    { $count ->
        [one] Marked as read.
       *[other] { $count } messages marked as read.
    }
toast-unread =
    { $count ->
        [one] Marked as unread.
       *[other] { $count } messages marked as unread.
    }
toast-flagged =
    { $count ->
        [one] Marked as important.
       *[other] { $count } messages marked as important.
    }
toast-unflagged =
    { $count ->
        [one] No longer marked as important.
       *[other] { $count } messages no longer marked as important.
    }
toast-moved =
    { $count ->
        [one] Moved to “{ $mailbox }”.
       *[other] { $count } messages moved to “{ $mailbox }”.
    }
toast-copied =
    { $count ->
        [one] Copied to “{ $mailbox }”.
       *[other] { $count } messages copied to “{ $mailbox }”.
    }
toast-archived =
    { $count ->
        [one] Archived 1 message.
       *[other] Archived { $count } messages.
    }
toast-trashed =
    { $count ->
        [one] Moved 1 message to the trash.
       *[other] Moved { $count } messages to the trash.
    }
toast-junk =
    { $count ->
        [one] Marked 1 message as spam.
       *[other] Marked { $count } messages as spam.
    }
toast-deleted =
    { $count ->
        [one] Deleted 1 message for ever.
       *[other] Deleted { $count } messages for ever.
    }
toast-mailbox-created = Folder “{ $mailbox }” created.
toast-mailbox-renamed = The folder is called “{ $mailbox }” now.
toast-mailbox-deleted = Folder “{ $mailbox }” deleted.
toast-mailbox-subscribed = Subscribed to “{ $mailbox }”.
toast-mailbox-unsubscribed = Unsubscribed from “{ $mailbox }”.
toast-mailbox-undone = Undone.
toast-undone =
    { $count ->
        [one] Taken back.
       *[other] Taken back for { $count } messages.
    }
toast-nothing-to-undo = There is nothing to undo.
