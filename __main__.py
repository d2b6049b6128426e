"""`python -m mentorlab` is the command line, as `mentorlab` is."""

import sys


def main() -> None:
    """Run the command line; whoever stops it while it is being loaded has nothing to be told."""
    try:
        from mentorlab.experiments.cli.main import main as command_line
    except KeyboardInterrupt:
        sys.exit(130)
    command_line()


if __name__ == "__main__":
    main()
