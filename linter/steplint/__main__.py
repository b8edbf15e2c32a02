"""`python -m steplint`."""

from steplint.cli.main import main

if __name__ == "__main__":
    main()
