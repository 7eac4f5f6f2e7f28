"""A process that starts and says nothing."""

import signal

if __name__ == "__main__":
    signal.pause()
