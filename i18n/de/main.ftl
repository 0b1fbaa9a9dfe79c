### Main window: sidebar, list, toasts, keys

# What remains of a sync; stands after a comma
duration-moment = nur noch einen Moment
duration-minutes =
    { $count ->
        [one] noch etwa 1 Minute
       *[other] noch etwa { $count } Minuten
    }
duration-hours =
    { $count ->
        [one] noch etwa 1 Stunde
       *[other] noch etwa { $count } Stunden
    }
