"""Files for others: Pégase, the dashboard of apprenticeship, the SIFA survey, each with its controls."""
