### Commands without a window
