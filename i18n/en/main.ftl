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

# Asking for a password
password-title = Password for { $account }
password-label = Password
password-log-in = Log in
password-cancel = Cancel

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
keys-show-new = Show new messages
keys-sync = Check for mail now
keys-remedy = Act on the reported problem
keys-window = Window
keys-shortcuts = Keyboard shortcuts
keys-settings = Settings
keys-add-account = Add account
keys-density = Switch the density of the list
keys-wider = Widen the pane
keys-narrower = Narrow the pane
keys-zoom-in = Larger
keys-zoom-out = Smaller
keys-zoom-reset = Actual size
keys-quit = Quit
