"""The public pages: what everybody may read, without an account and without a cookie."""
