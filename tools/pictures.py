"""Draw the demo hotel's illustrations: `python tools/pictures.py [--to FOLDER] [CODE ...]`."""

from pictures.press import main

if __name__ == "__main__":
    main()
