"""The kinds of file that a table is read from, a module each; `tables` finds them."""
