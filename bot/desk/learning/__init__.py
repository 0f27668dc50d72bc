"""What staff answer once the desk can answer from then on; and what it answered wrongly."""
