"""`python -m mentorlab` is the command line."""

from mentorlab.experiments.cli.main import main

if __name__ == "__main__":
    main()
