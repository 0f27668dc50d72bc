"""What guests may ask about themselves: what is kept, their data as a file, and that it is erased."""
