"""What the workbook names: columns, fields, the values of drop-downs. Each has a text in every language."""

from __future__ import annotations

_COLUMNS = """
active after agencies also alternative amount answer apart archived basis before called
cancel_fee_percent cancel_free_hours capacity choose close code confirmed cost_booking cost_minutes
cost_minutes_per cost_offered cost_partner cost_partner_per cost_partner_percent cost_person
cost_start cost_unit day days days_before department deposit draft duration except field fits_adults
fits_children fixed free from from_time grain group hours_before hygiene intent keep kind max_age
max_child_age members min_age min_children min_people min_stays mode more_people_from_age
more_people_included more_people_price most offer offers open option order package part per percent
periods photo place prepare price pricing priority quantity resource rule rules_allergies
rules_consent_under rules_forward_days rules_in_house rules_languages rules_licence rules_max_age
rules_max_height_cm rules_max_people rules_max_per_stay rules_max_weight_kg rules_min_age
rules_min_height_cm rules_min_people rules_min_weight_kg rules_minimum_decide_minutes
rules_minimum_fewer rules_minimum_people rules_notice_minutes rules_sizes rules_swimming
rules_weather rules_with_adult_under season share sizes stackable steps suits_dry suits_likes
suits_max_age suits_min_age times title topic unit until until_time value who yearly
"""
_VALUES = """
access active adults agency all answer ask booking calm cancel children cleanliness clothes day
early evening every_day family fri group health height help hotel hour hours ladder last_minute
loyalty mon named nature night no offer offered open package person person_night pool remedies
rental replies request roster safety sat shoe sleep slot start stay sun thu tue unit unit_day
unit_hour water wed weight yes
"""
_FIELDS = """
about acknowledge address assembly_point benefit bring check_in check_out city clocks confirm_days
currency default_language departments details discounts emergency_number included languages name
note options phrases reception_phone resolve resources role rooms round_to rules seasons simple
staff_hour staff_language taxes text units zone
"""
COLUMNS = frozenset(_COLUMNS.split())
VALUES = frozenset(_VALUES.split())
FIELDS = frozenset(_FIELDS.split())
