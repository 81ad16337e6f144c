"""Results of commands: lines, tables, plots and JSON on standard output; alerts to where they are sent."""
