"""Whether PostgreSQL and Redis answer: exit 0, or say in one line what does not, exit 1."""

import os
import sys

import psycopg
import redis

try:
    psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=2).close()
    redis.Redis.from_url(os.environ["CELERY_BROKER_URL"], socket_connect_timeout=2).ping()
except (psycopg.Error, redis.RedisError) as error:
    sys.stdout.write(f"{type(error).__name__}: {' '.join(str(error).split())}\n")
    sys.exit(1)
