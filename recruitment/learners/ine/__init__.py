"""INE and INA: who has none, the number typed one by one, or asked for by a file and its answer (R6.2).

Both files are ours: `;`, UTF-8, one line of headers. The request has one line per learner, whose `ligne` is the
request and the rank in it (`12-3`). The answer gives the same `ligne` with an `ine`, or with a `motif` where none was
given; where it repeats `nom`, `prenom` or `date_naissance` they are compared. Nothing is taken while a line is wrong.
"""
