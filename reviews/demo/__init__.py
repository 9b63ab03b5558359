"""Made-up rounds: what `make run` shows on its first start, and the round that `make demo` plays.

Everything here stands above the other areas and uses their operations alone, as people would; the
organisations, people, banks and universities in it do not exist.
"""
