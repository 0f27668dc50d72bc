"""Qonaq, a hotel front desk in Telegram."""

__version__ = "0.2.0"
