"""Arrivals as front desks keep them: bytes → table → what each column is → one arrival a row.

Pure: no database, no clock. `read` never raises, whatever the file is.
"""
