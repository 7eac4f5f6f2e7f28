"""What goes to and comes from other systems: connectors, the log of exchanges, what waits to go up."""
