"""What staff see and press of cases: more acts, promises, the first screen, handing over."""
