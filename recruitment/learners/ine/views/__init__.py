"""The pages of the INE: who has none, one typed, a batch asked for, its answer taken."""

from recruitment.learners.ine.views import answers, one, worklist

PARTS = (worklist, answers, one)
