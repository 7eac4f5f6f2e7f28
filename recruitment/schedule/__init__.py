"""The jobs: what runs by itself and how often, the process that wakes them, their page and their commands."""
