"""What if: which applications to fund under other terms, worked out exactly, decided by nobody."""
