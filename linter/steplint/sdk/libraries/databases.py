"""Drivers of databases: connections, pools and cursors that run SQL, and warehouses behind clients of their own."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Told, Transaction
from steplint.sdk.libraries.rows import methods, rows

_ASYNCPG_POOLS = (
    "asyncpg.create_pool()",
    "asyncpg.Pool()",
    "asyncpg.pool.create_pool()",
    "asyncpg.pool.Pool()",
)
_ASYNCPG = (
    "asyncpg.connect()",
    "asyncpg.Connection()",
    "asyncpg.connection.Connection()",
    "asyncpg.pool.PoolConnectionProxy()",
    *_ASYNCPG_POOLS,
    *(f"{pool}.acquire()" for pool in _ASYNCPG_POOLS),
)
_PREPARED = tuple(f"{connection}.prepare()" for connection in _ASYNCPG)

_DATABASES = ("databases.Database()", "databases.core.Database()", "databases.Database().connection()")

_PSYCOPG_BLOCKS = (
    "psycopg.connect()",
    "psycopg.Connection.connect()",
    "psycopg.AsyncConnection.connect()",
    *(
        f"psycopg_pool.{pool}().connection()"
        for pool in ("ConnectionPool", "AsyncConnectionPool", "NullConnectionPool", "AsyncNullConnectionPool")
    ),
    "psycopg2.connect()",
    "sqlite3.connect()",
)
"""Connections that commit when their block ends; those of the other drivers only close, or do nothing."""
_CONNECTIONS = (
    *_PSYCOPG_BLOCKS,
    "psycopg.Connection()",
    "psycopg.AsyncConnection()",
    *(
        f"psycopg_pool.{pool}().getconn()"
        for pool in ("ConnectionPool", "AsyncConnectionPool", "NullConnectionPool", "AsyncNullConnectionPool")
    ),
    "psycopg2.extensions.connection()",
    "psycopg2.pool.SimpleConnectionPool().getconn()",
    "psycopg2.pool.ThreadedConnectionPool().getconn()",
    "psycopg2.pool.AbstractConnectionPool().getconn()",
    "sqlite3.Connection()",
    "aiosqlite.connect()",
    "aiosqlite.Connection()",
    "aiosqlite.core.Connection()",
    "pymysql.connect()",
    "pymysql.connections.Connection()",
    "MySQLdb.connect()",
    "mysql.connector.connect()",
    "mysql.connector.pooling.MySQLConnectionPool().get_connection()",
    "mysql.connector.aio.connect()",
    "aiomysql.connect()",
    "aiomysql.create_pool().acquire()",
    "asyncmy.connect()",
    "asyncmy.create_pool().acquire()",
    "aiopg.create_pool().acquire()",
    "mariadb.connect()",
    "pyodbc.connect()",
    "aioodbc.connect()",
    "oracledb.connect()",
    "oracledb.connect_async()",
    "pymssql.connect()",
    "pg8000.connect()",
    "pg8000.dbapi.connect()",
    "pg8000.native.Connection()",
    "libsql.connect()",
    "libsql_experimental.connect()",
    "snowflake.connector.connect()",
    "snowflake.connector.SnowflakeConnection()",
    "databricks.sql.connect()",
    "redshift_connector.connect()",
    "trino.dbapi.connect()",
    "pyathena.connect()",
)
_CURSORS = (
    *(f"{connection}.cursor()" for connection in _CONNECTIONS),
    *(f"{connection}.execute()" for connection in _CONNECTIONS),
    "psycopg.Cursor()",
    "psycopg.AsyncCursor()",
    "psycopg.ClientCursor()",
    "psycopg2.extensions.cursor()",
    "psycopg2.extras.RealDictCursor()",
    "sqlite3.Cursor()",
    "aiosqlite.Cursor()",
)
_DUCKDB = ("duckdb", "duckdb.connect()", "duckdb.DuckDBPyConnection()")
_LIBSQL = ("libsql_client.create_client()", "libsql_client.create_client_sync()")

_CLICKHOUSE = (
    *("clickhouse_connect.get_client()", "clickhouse_connect.create_client()", "clickhouse_connect.get_async_client()"),
    *("clickhouse_connect.create_async_client()", "clickhouse_connect.driver.Client()"),
    *("clickhouse_connect.driver.client.Client()", "clickhouse_connect.driver.AsyncClient()"),
)
_CLICKHOUSE_DRIVER = ("clickhouse_driver.Client()", "clickhouse_driver.Client.from_url()")
_BIGQUERY = ("google.cloud.bigquery.Client()", "google.cloud.bigquery.client.Client()")

TABLE: tuple[Effect, ...] = (
    # Drivers that take effect at once, outside a transaction
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement",
        *methods(_ASYNCPG, "execute"),
        *methods(_DATABASES, "execute"),
        *methods(_DUCKDB, "execute", "sql", "query"),
        *methods(_LIBSQL, "execute"),
        *methods(_CLICKHOUSE, "command"),
        *methods(_CLICKHOUSE_DRIVER, "execute"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement for many rows",
        *methods(_ASYNCPG, "executemany", "copy_records_to_table", "copy_to_table"),
        *methods(_PREPARED, "executemany"),
        *methods(_DATABASES, "execute_many"),
        *methods(_DUCKDB, "executemany"),
        *methods(_LIBSQL, "batch"),
        *methods(_CLICKHOUSE_DRIVER, "insert_dataframe"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads rows",
        *methods(_ASYNCPG, "fetch", "fetchrow", "fetchval", "fetchmany"),
        *methods(_DATABASES, "fetch_all", "fetch_one", "fetch_val", "iterate"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads rows",
        *methods(_PREPARED, "fetch", "fetchrow", "fetchval", "fetchmany"),
        *methods(_ASYNCPG, "copy_from_query", "copy_from_table"),
        *methods(_CLICKHOUSE, "query", "query_df", "query_np", "query_arrow", "raw_query"),
        *methods(_CLICKHOUSE, "query_rows_stream", "query_row_block_stream", "query_df_stream"),
        *methods(_CLICKHOUSE_DRIVER, "execute_iter", "query_dataframe"),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "inserts rows",
        *methods(_CLICKHOUSE, "insert", "insert_df", "insert_arrow", "raw_insert", "data_insert"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "commits the transaction",
        *methods([f"{connection}.transaction()" for connection in (*_ASYNCPG, *_DATABASES)], "commit", "__exit__"),
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "takes the changes back",
        *methods([f"{connection}.transaction()" for connection in (*_ASYNCPG, *_DATABASES)], "rollback"),
        transaction=Transaction.ROLLBACK,
    ),
    # Drivers whose connections open a transaction by themselves
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement",
        *methods(_CONNECTIONS, "execute"),
        *methods(_CURSORS, "execute"),
        *methods(_CURSORS, "stream"),
        *methods(("aiosqlite.connect()", "aiosqlite.Connection()"), "execute_fetchall"),
        *methods(("pg8000.native.Connection()",), "run"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.PART,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement for many rows",
        *methods(_CONNECTIONS, "executemany", "executescript", "execute_insert"),
        *methods(_CURSORS, "executemany", "executescript", "callproc", "copy_from", "copy_expert", "copy"),
        "psycopg2.extras.execute_values",
        "psycopg2.extras.execute_batch",
        "snowflake.connector.pandas_tools.write_pandas",
        transaction=Transaction.PART,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "commits the transaction",
        *methods(_CONNECTIONS, "commit", "transaction().__exit__"),
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "commits the transaction when its block ends",
        *methods(_PSYCOPG_BLOCKS, "__exit__"),
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "takes the changes back",
        *methods(_CONNECTIONS, "rollback"),
        transaction=Transaction.ROLLBACK,
    ),
    # BigQuery
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a query",
        *methods(_BIGQUERY, "query", "query_and_wait"),
        told=Told.BY_STATEMENT,
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to BigQuery",
        *methods(
            _BIGQUERY,
            *("insert_rows", "insert_rows_json", "insert_rows_from_dataframe", "load_table_from_dataframe"),
            *("load_table_from_file", "load_table_from_json", "load_table_from_uri", "copy_table", "extract_table"),
            *("create_dataset", "create_table", "create_job", "delete_dataset", "delete_table", "update_table"),
        ),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from BigQuery",
        *methods(_BIGQUERY, "list_rows", "get_table", "get_dataset", "get_job", "list_tables", "list_datasets"),
    ),
)
