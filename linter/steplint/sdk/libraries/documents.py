"""Document stores, key-value stores, vector stores, and databases behind an HTTP interface."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Transaction
from steplint.sdk.libraries.rows import methods, rows

_MONGO = (
    "pymongo.MongoClient().**",
    "pymongo.AsyncMongoClient().**",
    "pymongo.mongo_client.MongoClient().**",
    "pymongo.collection.Collection().**",
    "pymongo.asynchronous.collection.AsyncCollection().**",
    "pymongo.database.Database().**",
    "motor.motor_asyncio.AsyncIOMotorClient().**",
    "motor.motor_asyncio.AsyncIOMotorDatabase().**",
    "motor.motor_asyncio.AsyncIOMotorCollection().**",
)
_SUPABASE = (
    "supabase.create_client()",
    "supabase.create_async_client()",
    "supabase.acreate_client()",
    "supabase.Client()",
    "supabase.AsyncClient()",
    "supabase.client.Client()",
    "supabase._async.client.AsyncClient()",
    "supabase._async.client.create_client()",
    "postgrest.SyncPostgrestClient()",
    "postgrest.AsyncPostgrestClient()",
)
_REDIS = (
    "redis.Redis()",
    "redis.StrictRedis()",
    "redis.Redis.from_url()",
    "redis.from_url()",
    "redis.client.Redis()",
    "redis.asyncio.Redis()",
    "redis.asyncio.StrictRedis()",
    "redis.asyncio.Redis.from_url()",
    "redis.asyncio.from_url()",
    "redis.asyncio.client.Redis()",
    "upstash_redis.Redis()",
    "upstash_redis.Redis.from_env()",
    "upstash_redis.asyncio.Redis()",
    "upstash_redis.asyncio.Redis.from_env()",
)
_QDRANT = ("qdrant_client.QdrantClient()", "qdrant_client.AsyncQdrantClient()")

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to the collection",
        *methods(
            _MONGO,
            *("insert_one", "insert_many", "update_one", "update_many", "replace_one", "delete_one", "delete_many"),
            *("bulk_write", "find_one_and_update", "find_one_and_replace", "find_one_and_delete", "drop"),
        ),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the collection",
        *methods(
            _MONGO,
            *("find_one", "count_documents", "estimated_document_count", "distinct", "aggregate", "find().**.to_list"),
        ),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "commits the transaction",
        *methods(_MONGO, "start_transaction().__exit__", "commit_transaction"),
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes through Supabase",
        *methods(
            [
                f"{client}.**.{verb}().**"
                for client in _SUPABASE
                for verb in ("insert", "update", "upsert", "delete", "rpc")
            ],
            "execute",
        ),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads through Supabase",
        *methods([f"{client}.**" for client in _SUPABASE], "execute"),
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads a stored object",
        *methods([f"{client}.storage.from_()" for client in _SUPABASE], "download", "list"),
    ),
    *rows(
        EffectKind.FILE,
        "changes stored objects",
        *methods([f"{client}.storage.from_()" for client in _SUPABASE], "upload", "update", "remove", "move", "copy"),
        *methods([f"{client}.storage" for client in _SUPABASE], "create_bucket", "delete_bucket", "empty_bucket"),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to Redis",
        *methods(
            _REDIS,
            *("set", "setex", "setnx", "psetex", "mset", "getset", "getdel", "append", "delete", "unlink", "expire"),
            *("incr", "incrby", "incrbyfloat", "decr", "decrby", "hset", "hmset", "hsetnx", "hincrby", "hdel"),
            *("lpush", "rpush", "lpop", "rpop", "blpop", "brpop", "lrem", "ltrim", "sadd", "srem", "spop"),
            *("zadd", "zrem", "zincrby", "xadd", "xack", "xdel", "persist", "rename", "flushdb", "flushall", "eval"),
            *("pipeline().execute",),
        ),
    ),
    *rows(EffectKind.QUEUE, "publishes through Redis", *methods(_REDIS, "publish")),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from Redis",
        *methods(
            _REDIS,
            *("get", "mget", "exists", "ttl", "pttl", "keys", "scan", "hget", "hgetall", "hmget", "hkeys", "hvals"),
            *("llen", "lrange", "lindex", "smembers", "sismember", "scard", "zrange", "zrangebyscore", "zscore"),
            *("xread", "xrange", "type", "dbsize"),
        ),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to Qdrant",
        *methods(_QDRANT, "upsert", "delete", "upload_points", "upload_collection", "set_payload", "create_collection"),
        *methods(_QDRANT, "recreate_collection", "delete_collection", "create_payload_index"),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from Qdrant",
        *methods(_QDRANT, "search", "query_points", "scroll", "retrieve", "count", "get_collection"),
        *methods(_QDRANT, "get_collections", "collection_exists"),
    ),
)
