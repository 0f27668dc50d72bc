"""The demo hotel's illustrations: one flat scene per offer, drawn by code, the same bytes every time."""
