"""The embedded stack: PostgreSQL, a Redis-compatible broker and the portal under one supervisor.

Everything here is the single-machine default of ``make run`` and ``make test``. A server of one's
own is named by ``DATABASE_URL`` and ``REDIS_URL``; production uses none of this.
"""
