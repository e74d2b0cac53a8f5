"""riskapp-collect: a vendor's own look at what its AI tools are set to do.

One file, standard library only, Python 3.9 and later. It reads the known places of a machine,
repositories and exports that are named, and writes one inventory without secrets. It runs
nothing, opens no connection, and writes nothing but what it was told to write.
"""

VERSION = 1
