### Reader and attachments

reader-empty = No message selected
reader-back = Back to the list

# Recipients; names or addresses stand in between
reader-to = to { $names }
reader-me = me
reader-all-to = To
reader-all-cc = Cc
reader-all-reply-to = Reply to
reader-recipients-show = Show addresses
reader-recipients-hide = Hide addresses
reader-recipients-more = and { $count } more

# Quiet facts
reader-fact-tls = fetched over an encrypted connection
reader-fact-plain = fetched without encryption from this computer
reader-fact-sample = sample message
reader-fact-attachments =
    { $count ->
        [one] 1 attachment
       *[other] { $count } attachments
    }
reader-fact-blocked =
    { $count ->
        [one] 1 item from the network not loaded
       *[other] { $count } items from the network not loaded
    }
reader-fact-stripped = layout left out because it is nested too deeply
reader-name-misleads = The sender goes by the name of another address. The real one is { $email }.

# Older quotes
reader-quote-show =
    { $lines ->
        [one] Show earlier quote (1 line)
       *[other] Show earlier quote (about { $lines } lines)
    }
reader-quote-hide = Hide earlier quote

# Instead of text
reader-missing = This message is not here yet; it will be fetched first as soon as there is a connection again.
reader-fetching = Fetching this message …
reader-unavailable = The server does not hand out this message. It is still there; opening it again tries once more.
reader-try-again = Try again
reader-no-text = This message has no text.
reader-unreadable = This message is too damaged to be displayed. This is what arrived.
reader-truncated = The message is very long; what is shown ends here.

# Attachments
reader-attachments = Attachments
reader-attachment-save = Save { $name }
reader-attachment-show = Show { $name } in its folder
reader-attachment-program = Program
reader-attachment-saving = saving …
reader-attachment-saved = Saved: { $path }
reader-attachment-failed = { $name } was not saved. { $reason }

### Starting the program

start-no-display = Brieftaube needs a graphical desktop and found none: neither DISPLAY nor WAYLAND_DISPLAY is set.
start-dead-display = Brieftaube cannot open a window: the display { $name } does not answer.
start-window-failed = Brieftaube cannot open a window. Is the graphical desktop running, and are libX11 and libxkbcommon or libwayland installed?
start-already-running = Brieftaube is already running with this profile but does not answer. Quit the running program and start it again.
start-crashed = Brieftaube ran into an error and has ended. Your mail is stored.
