### Settings and the list of shortcuts

settings-title = Settings
settings-close = Close
settings-section-looks = Appearance
settings-section-reading = Reading
settings-section-offline = Reading offline
settings-section-accounts = Accounts
settings-language = Language
settings-language-system = As the system
settings-language-de = Deutsch
settings-language-en = English
settings-appearance = Theme
settings-appearance-system = As the system
settings-appearance-light = Light
settings-appearance-dark = Dark
settings-appearance-contrast = High contrast
settings-density = Message list
settings-density-comfortable = Three lines
settings-density-compact = One line
settings-zoom = Zoom
settings-zoom-smaller = Smaller
settings-zoom-larger = Larger
settings-zoom-reset = Reset
settings-offline-hint = Brieftaube keeps these messages complete on this computer. All others are loaded when you open them.
settings-offline-size = Up to this size
settings-offline-size-all = Any size
settings-offline-age = Up to this age
settings-offline-age-month = 1 month
settings-offline-age-quarter = 3 months
settings-offline-age-year = 1 year
settings-offline-age-days =
    { $count ->
        [one] 1 day
       *[other] { $count } days
    }
settings-offline-age-all = Any age
settings-no-accounts = There is no account yet.
settings-account-add = Add account
settings-account-folders = Mailboxes
settings-folders-title = Mailboxes of { $account }
settings-folders-hint = What you choose here counts before what the server says. No mailbox is created or renamed for it.
settings-folder-server = meant for it by the server
settings-folder-guessed = guessed by its name
settings-folder-chosen = chosen or confirmed by you
settings-folder-none = No mailbox yet
settings-folder-choose = Choose
settings-back = Back
settings-account-change = Change
settings-account-remove = Remove
settings-remove-title = Remove “{ $account }” from this computer?
settings-remove-advice = The messages stored here and the password are deleted from this computer. This cannot be undone. On the server everything stays as it is.
settings-remove-confirm = Remove from this computer
settings-remove-keep = Keep
settings-removing = Removing …
settings-remove-failed = The account could not be removed.

shortcuts-title = Keyboard shortcuts
shortcuts-close = Close

# When a message that is being read counts as read
settings-mark-read = Mark as read
settings-mark-read-at-once = At once
settings-mark-read-two = After 2 seconds
settings-mark-read-five = After 5 seconds
settings-mark-read-never = Never by itself
settings-archive = Archive
settings-archive-one = In one folder
settings-archive-years = By year

# How an account compares with its server
settings-check = Check now
settings-checking = Checking …
settings-checked = Checked { $moment }: { $agreed } of { $total } agree.
settings-checked-repaired = Checked { $moment }: { $agreed } of { $total } agreed, { $repaired } were put right.
settings-checked-partly = Checked { $moment }: { $agreed } of { $total } agreed. Not everything could be checked.
settings-unchecked = Not compared with the server yet.
