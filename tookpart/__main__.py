"""`python -m tookpart` is the command `tookpart`."""

from tookpart.cli import main

if __name__ == "__main__":
    main()
