"""``python -m sim.cli`` does what ``jadsim`` does."""

from sim.cli import main

if __name__ == "__main__":
    main(prog_name="jadsim")
