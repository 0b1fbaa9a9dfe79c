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
pick-no-tag = This cannot be a tag.
pick-keys = ↑ ↓ to choose, Enter to take, Esc to leave

# What was done
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
