"""The command line program `blogger-archive`: one module a command, each thin."""
