"""Key-value stores and caches: Redis and its like."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import methods, rows

_REDIS_CLIENTS = (
    *("redis.Redis", "redis.StrictRedis", "redis.client.Redis", "redis.RedisCluster", "redis.cluster.RedisCluster"),
    *("redis.asyncio.Redis", "redis.asyncio.StrictRedis", "redis.asyncio.client.Redis", "redis.asyncio.RedisCluster"),
    *("valkey.Valkey", "valkey.asyncio.Valkey", "fakeredis.FakeRedis", "fakeredis.aioredis.FakeRedis"),
    *("upstash_redis.Redis", "upstash_redis.asyncio.Redis", "upstash_redis.client.Redis", "coredis.Redis"),
)
_REDIS = (
    *(f"{client}()" for client in _REDIS_CLIENTS),
    *(f"{client}.from_url()" for client in _REDIS_CLIENTS),
    *("upstash_redis.Redis.from_env()", "upstash_redis.asyncio.Redis.from_env()"),
    *("redis.from_url()", "redis.asyncio.from_url()", "aioredis.from_url()", "valkey.from_url()"),
    "arq.connections.ArqRedis()",
    "flask_redis.FlaskRedis()",
    "django_redis.get_redis_connection()",
)
_MEMCACHED = (
    *("pymemcache.client.base.Client()", "pymemcache.Client()", "pymemcache.client.hash.HashClient()"),
    *("pylibmc.Client()", "aiomcache.Client()"),
)
_KEPT = ("diskcache.Cache()", "diskcache.FanoutCache()", "diskcache.Deque()")

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to Redis",
        *methods(
            _REDIS,
            *("set", "setex", "setnx", "psetex", "mset", "msetnx", "getset", "getdel", "getex", "setbit", "setrange"),
            *("append", "delete", "unlink", "copy", "move", "rename", "renamenx", "persist", "touch", "restore"),
            *("expire", "expireat", "pexpire", "pexpireat", "incr", "incrby", "incrbyfloat", "decr", "decrby"),
            *("hset", "hmset", "hsetnx", "hincrby", "hincrbyfloat", "hdel", "hexpire"),
            *("lpush", "lpushx", "rpush", "rpushx", "lpop", "rpop", "blpop", "brpop", "lrem", "ltrim", "lset"),
            *("linsert", "lmove", "blmove", "rpoplpush", "brpoplpush"),
            *("sadd", "srem", "spop", "smove", "sinterstore", "sunionstore", "sdiffstore"),
            *("zadd", "zrem", "zincrby", "zpopmin", "zpopmax", "bzpopmin", "bzpopmax"),
            *("zremrangebyscore", "zremrangebyrank", "zremrangebylex", "zunionstore", "zinterstore", "zrangestore"),
            *("xadd", "xack", "xdel", "xtrim", "xclaim", "xautoclaim", "xreadgroup", "xgroup_create", "xgroup_destroy"),
            *("pfadd", "pfmerge", "geoadd", "json().set", "json().delete", "json().arrappend", "json().merge"),
            *("flushdb", "flushall", "eval", "evalsha", "execute_command", "register_script()"),
            *("lock().acquire", "lock().release", "lock().extend"),
            *("pipeline().execute", "multi().exec", "pipeline().exec", "transaction"),
        ),
    ),
    *rows(EffectKind.QUEUE, "publishes through Redis", *methods(_REDIS, "publish", "spublish")),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from Redis",
        *methods(
            _REDIS,
            *("get", "mget", "getrange", "getbit", "bitcount", "strlen", "exists", "ttl", "pttl", "expiretime", "type"),
            *("keys", "scan", "scan_iter", "randomkey", "dbsize", "ping", "info", "time"),
            *("hget", "hgetall", "hmget", "hkeys", "hvals", "hlen", "hexists", "hscan", "hscan_iter"),
            *("llen", "lrange", "lindex", "lpos", "smembers", "sismember", "smismember", "scard", "srandmember"),
            *("sinter", "sunion", "sdiff", "sscan", "sscan_iter"),
            *("zrange", "zrevrange", "zrangebyscore", "zrevrangebyscore", "zrangebylex", "zscore", "zmscore", "zrank"),
            *("zrevrank", "zcard", "zcount", "zscan", "zscan_iter"),
            *("xread", "xrange", "xrevrange", "xlen", "xpending", "xpending_range", "xinfo_stream", "xinfo_groups"),
            *("pfcount", "geodist", "geopos", "geosearch", "georadius", "json().get", "json().mget", "ft().search"),
            *("lock().locked", "lock().owned"),
        ),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "waits for messages through Redis",
        *methods(_REDIS, "pubsub().get_message", "pubsub().listen"),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to Memcached",
        *methods(_MEMCACHED, "set", "set_many", "set_multi", "add", "replace", "append", "prepend", "cas"),
        *methods(_MEMCACHED, "delete", "delete_many", "delete_multi", "incr", "decr", "touch", "flush_all"),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from Memcached",
        *methods(_MEMCACHED, "get", "get_many", "get_multi", "gets", "gets_many"),
    ),
    *rows(
        EffectKind.FILE,
        "writes to a cache on disk",
        *methods(_KEPT, "set", "add", "delete", "pop", "incr", "decr", "clear", "expire", "append", "popleft"),
    ),
    *rows(EffectKind.FILE_READ, "reads a cache on disk", *methods(_KEPT, "get", "read")),
)
