"""Results of commands as lines, tables, plots and JSON on standard output."""
