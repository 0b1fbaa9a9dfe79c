### Sample mail
