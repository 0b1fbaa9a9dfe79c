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
