"""The platform of WeChat Official Accounts: its pushes and its interfaces."""
