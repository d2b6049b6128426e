"""Real organisations beside a checkout, and scenario files of them; tests that need them are left out elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

import mentorlab as ml

SHARED = Path(ml.__file__).parent.parent / "shared" / "data"
MANAGERS, ROSTER = SHARED / "krackhardt_hightech", SHARED / "ibm_hr_attrition" / "emp_attrition.csv"

needs_managers = pytest.mark.skipif(not MANAGERS.is_dir(), reason="the 21 managers are not beside this checkout")
needs_roster = pytest.mark.skipif(not ROSTER.is_file(), reason="the roster of 1,470 is not beside this checkout")

MANAGERS_FILE = f"""
extends: {{parent}}
organisation:
  roster:
    file: {MANAGERS}/nodes.csv
    columns: {{{{employee_id: id, tenure_years: tenure, department: dept}}}}
    level_order: low_is_senior
    as_of: 1987-01-01
    reporting_lines: {MANAGERS}/edges_reports.csv
  ties: {{{{file: {MANAGERS}/edges_advice.csv}}}}
"""
ROSTER_FILE = f"""
extends: {{parent}}
organisation:
  roster:
    file: {ROSTER}
    columns:
      employee_id: EmployeeNumber
      age: Age
      department: Department
      level: JobLevel
      tenure_years: YearsAtCompany
    as_of: 2015-01-01
"""
