"""How the desk's understanding is made: `make understanding`. Nothing here is needed while it runs."""
