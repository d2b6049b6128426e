"""Read somebody's export by guessing: what is guessed is shown, what is unsure is asked, or refused where nobody is."""
