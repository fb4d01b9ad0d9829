"""What in a text points at a person or hurts one: found by rules, shown to whoever judges it.

Nothing here decides. `looking.look` is the way in; the other files each know one kind.
"""
