### Welcome, add account, password, removing an account
