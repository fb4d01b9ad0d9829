"""What people read. `render` turns a key and its parameters into parts; catalogues hold the words.

Pure: knows no channel, no database, no framework. Bot and panel both use it.
"""
