"""The form of a credential: composing, signing, baking and verifying, as functions of plain values.

Nothing here knows Django or reads a clock. Instants come in as aware ``datetime`` values, and
whatever must be fetched is handed in as a callable.
"""
