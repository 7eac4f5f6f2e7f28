"""What has to be told, one row per event and person, written with the event itself."""
