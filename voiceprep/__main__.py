"""`python -m voiceprep`."""

from voiceprep.cli.main import main

if __name__ == "__main__":
    main()
