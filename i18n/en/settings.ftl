### Settings and the list of shortcuts
