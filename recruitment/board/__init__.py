"""The main screens: home, list, live counters. Reads only."""
