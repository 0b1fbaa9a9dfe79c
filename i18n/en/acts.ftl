### What is done to messages: tags, the box one chooses from, menus, questions

# Tags; the first five as Thunderbird calls them
tag-name-1 = Important
tag-name-2 = Work
tag-name-3 = Personal
tag-name-4 = To do
tag-name-5 = Later
tag-new = New tag “{ $name }”

# Keys
key-delete = Delete
key-backspace = Backspace
key-menu = Menu key
keys-acting = Marking and sorting
keys-archive = Archive
keys-trash = Move to trash
keys-delete = Delete for ever …
keys-toggle-junk = Mark as spam or not
keys-junk = Mark as spam
keys-not-junk = Not spam
keys-move = Move to …
keys-copy = Copy to …
keys-read = Mark as read
keys-unread = Mark as unread
keys-all-read = Mark everything as read
keys-menu = Folder menu
menu-empty-trash = Empty the trash …
menu-empty-junk = Empty the spam folder …
keys-new-mailbox = New folder …
keys-rename-mailbox = Rename the folder …
menu-new-mailbox-here = New folder in here …
menu-put-mailbox = Move the folder to …
menu-subscribe = Subscribe to the folder
menu-unsubscribe = Unsubscribe from the folder
menu-delete-mailbox = Delete the folder …
keys-tag = Choose a tag …
keys-tag-1 = Tag “Important”
keys-tag-2 = Tag “Work”
keys-tag-3 = Tag “Personal”
keys-tag-4 = Tag “To do”
keys-tag-5 = Tag “Later”
keys-clear-tags = Remove all tags

# The box one chooses from
pick-tag =
    { $count ->
        [one] Tag for 1 message
       *[other] Tag for { $count } messages
    }
pick-tag-hint = Name of a tag
pick-move =
    { $count ->
        [one] Move 1 message to
       *[other] Move { $count } messages to
    }
pick-copy =
    { $count ->
        [one] Copy 1 message to
       *[other] Copy { $count } messages to
    }
pick-special = Mailbox for “{ $use }”
pick-make = Create the folder “{ $mailbox }”
pick-parent = Move “{ $mailbox }” to
pick-top = Top level
pick-mailbox-hint = Name of a folder
pick-no-mailbox = No folder has this name.
pick-no-tag = This cannot be a tag.
pick-keys = ↑ ↓ to choose, Enter to take, Esc to leave

# Dragging
drag-move =
    { $count ->
        [one] 1 message
       *[other] { $count } messages
    }
drag-copy =
    { $count ->
        [one] Copy 1 message
       *[other] Copy { $count } messages
    }

# Questions
ask-delete-title =
    { $count ->
        [one] Delete this message for ever?
       *[other] Delete { $count } messages for ever?
    }
ask-empty-title =
    { $count ->
        [one] Empty “{ $mailbox }” and delete 1 message for ever?
       *[other] Empty “{ $mailbox }” and delete { $count } messages for ever?
    }
ask-delete-advice =
    { $count ->
        [one] It is deleted on the server, too. This cannot be undone.
       *[other] They are deleted on the server, too. This cannot be undone.
    }
ask-delete-confirm = Delete for ever
ask-cancel = Cancel

# What was done
toast-not-junk =
    { $count ->
        [one] Not spam: moved to the inbox.
       *[other] Not spam: { $count } messages moved to the inbox.
    }
toast-nothing-changed = There was nothing to do.
toast-tagged =
    { $count ->
        [one] Tagged “{ $tag }”.
       *[other] { $count } messages tagged “{ $tag }”.
    }
toast-untagged =
    { $count ->
        [one] Tag “{ $tag }” removed.
       *[other] Tag “{ $tag }” removed from { $count } messages.
    }
toast-tags-cleared =
    { $count ->
        [one] All tags removed.
       *[other] All tags removed from { $count } messages.
    }

# The name of a mailbox
naming-new = New folder
naming-rename = Rename “{ $mailbox }”
naming-name = Name
naming-place = In: { $place }
naming-create = Create
naming-confirm = Rename
naming-invalid = No folder can be called that: “{ $delimiter }”, invisible characters and very long names do not work.
naming-taken = There is a folder of this name there already.

# Before a mailbox goes
ask-remove-title = Delete the folder “{ $mailbox }”?
ask-remove-advice =
    { $below ->
        [0] { $count ->
            [0] It is empty. Deleting it cannot be undone.
            [one] 1 message in it is deleted on the server for ever. This cannot be undone.
           *[other] { $count } messages in it are deleted on the server for ever. This cannot be undone.
        }
        [one] 1 folder in it and { $count ->
            [one] 1 message
           *[other] { $count } messages
        } in all are deleted on the server for ever. This cannot be undone.
       *[other] { $below } folders in it and { $count ->
            [one] 1 message
           *[other] { $count } messages
        } in all are deleted on the server for ever. This cannot be undone.
    }
ask-remove-confirm = Delete the folder
