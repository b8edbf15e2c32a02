"""`python -m steplint`.

Python puts the working directory first on its path for `-m`. It may be the project that is checked, none of which must
ever be imported, not even by a name it shares with a library of ours.
"""

import os
import sys

if not sys.flags.safe_path and sys.path[:1] == [os.getcwd()]:
    del sys.path[0]

from steplint.cli.main import main

if __name__ == "__main__":
    main()
