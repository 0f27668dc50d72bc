"""What the hotel sells and knows: its model, its check, its versions."""
