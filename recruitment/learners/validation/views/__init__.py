"""The pages of the end of a registration: controls, validation, reports, cancellation, the dates of the year."""

from recruitment.learners.validation.views import controls, one, report, school_year, worklist

PARTS = (controls, worklist, one, report, school_year)
