### Welcome, add account, password, removing an account

## Welcome

welcome-title = Brieftaube
welcome-sentence = Your mail, complete on this computer and readable without a network.
welcome-add-account = Add account
welcome-sample = Look around with sample mail

## Add or change an account

setup-title-add = Add account
setup-title-change = Change account “{ $account }”
setup-label = Name in the sidebar
setup-person = Your name
setup-person-hint = Anna Weber
setup-address = Email address
setup-address-hint = anna@example.org
setup-address-wrong = This is not a complete address yet.
setup-password = Password
setup-password-app = App password
setup-password-bridge = Password from the Bridge
setup-password-unchanged = Leave empty to keep it as it is
setup-help = How it is done at { $provider }
setup-unknown-title = Provider not known
setup-unknown = Your provider’s help pages name the server. A suggestion is filled in already.
setup-server = Server
setup-server-summary = { $host }, port { $port }, { $security }
setup-server-change = Change
setup-host = IMAP server
setup-port = Port
setup-port-wrong = A number from 1 to 65535.
setup-user = User name
setup-security = Protection of the connection
setup-security-tls = TLS
setup-security-starttls = STARTTLS
setup-security-plain = None
setup-security-plain-hint = Without protection, Brieftaube connects only to a server on this computer.
setup-ca-file = Certificate file
setup-ca-file-hint = Only for servers with a certificate authority of their own
setup-storage = Keep the password
setup-storage-keyring = In the keyring
setup-storage-ask = Ask at every start
setup-storage-command = Run a command
setup-storage-no-keyring = No keyring answers on this computer. Brieftaube stores passwords nowhere else: it can ask at every start, or run a command that prints the password.
setup-command = Password command
setup-command-hint = pass show mail/gmx
setup-check = Check and add
setup-check-change = Check and save
setup-check-again = Check again
setup-cancel = Cancel
setup-stop = Stop checking
setup-stage-name = Find the server
setup-stage-connect = Connect
setup-stage-tls = Encrypt and check the certificate
setup-stage-greeting = Greet the server
setup-stage-login = Log in
setup-stage-mailboxes = Read the mailboxes
setup-stage-keyring = Put the password into the keyring
setup-failed-name = The server was not found
setup-failed-connect = No connection to the server
setup-failed-tls = No secure connection
setup-failed-greeting = The server does not respond as it should
setup-failed-login = The login failed
setup-failed-mailboxes = The mailboxes could not be read
setup-failed-keyring = The password could not be stored
setup-failed-saving = The account could not be saved
setup-server-said = The server says: “{ $text }”
setup-details = Details
setup-details-hide = Hide details
setup-done = { $account } is set up
setup-done-advice = Your messages are being loaded already. The newest come first.
setup-done-show = Go to the inbox

## What must be known about a provider

provider-gmx = First switch on access under “POP3 & IMAP” at GMX. With two-factor login you need an application-specific password, and access has to be switched on once more afterwards.
provider-web-de = First switch on access under “POP3 & IMAP” at WEB.DE. With two-factor login you need an application-specific password.
provider-t-online = Telekom wants an email password of its own (“E-Mail-Passwort”), which you set in the customer centre. The password of the web site does not work.
provider-mailbox-org = With two-factor login you need an application password. Log in with your main address.
provider-posteo = Posteo usually wants an app password. “Additional mailbox protection” must be off, or Posteo refuses every login.
provider-ionos = Use the password of the mailbox, not that of your customer account. With two-factor login you need an app password.
provider-mailbox-password = Use the password of the mailbox, not that of your customer account.
provider-freenet = First switch on “POP3/IMAP/SMTP” in the mailbox settings at freenet.
provider-vodafone = Vodafone usually wants an email password of its own, which you set in the settings of the mailbox.
provider-gmail = Google accepts only app passwords in mail programs. For these, 2-Step Verification has to be switched on.
provider-outlook-com = Since September 2024 Microsoft accepts no passwords any more, not even app passwords. It takes signing in with the browser (OAuth), which is not in this version of Brieftaube yet.
provider-microsoft-365 = Microsoft 365 accepts no passwords any more. It takes signing in with the browser (OAuth), which is not in this version of Brieftaube yet.
provider-icloud = Apple accepts only app-specific passwords in mail programs. You create one on the page of your Apple Account.
provider-yahoo = You need an app password here, which you create in the security settings of your account. The server shows at most the newest 10,000 messages of each mailbox.
provider-fastmail = Fastmail accepts only app passwords in mail programs; the Basic plan has none. Log in with your main address.
provider-proton = Proton mail can only be read through the program Proton Mail Bridge, which has to run on this computer. Use the password that the Bridge shows, and under “Server” name the certificate that it exports.
provider-tuta = Tuta offers no IMAP. Mail at Tuta can only be read with the programs of Tuta.

## Password of an account

password-title = Password for { $account }
password-label = Password
password-ask-hint = It stays in memory only and is asked again at the next start.
password-keyring-hint = It goes into the keyring of this computer.
password-log-in = Log in
password-cancel = Cancel

## Problems

problem-close = Close
problem-quit = Quit
problem-retry = Try again
problem-enter-password = Enter password
problem-edit-account = Account settings
