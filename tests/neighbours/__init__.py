"""Other people's systems, played over real HTTP: what the trials and the demonstration speak with."""
