"""The model read a second time: people as Mesa agents, pairs as objects, Python loops, `math` alone; short and slow.

It begins at the same settled state and is fed the same luck as the compiled model, so that after any week the two
can be held side by side, and it is the peer that the compiled model is timed against.
"""
