"""Document stores: MongoDB, Supabase, Firestore, Firebase, DynamoDB, Cosmos DB, and their like."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Transaction
from steplint.sdk.libraries.rows import aws, methods, rows

_MONGO_CLIENTS = (
    "pymongo.MongoClient()",
    "pymongo.AsyncMongoClient()",
    "pymongo.mongo_client.MongoClient()",
    "pymongo.asynchronous.mongo_client.AsyncMongoClient()",
    "motor.motor_asyncio.AsyncIOMotorClient()",
    "motor.core.AgnosticClient()",
)
_MONGO = (
    *(f"{client}.**" for client in _MONGO_CLIENTS),
    "pymongo.collection.Collection().**",
    "pymongo.synchronous.collection.Collection().**",
    "pymongo.asynchronous.collection.AsyncCollection().**",
    "pymongo.database.Database().**",
    "pymongo.synchronous.database.Database().**",
    "pymongo.asynchronous.database.AsyncDatabase().**",
    "motor.motor_asyncio.AsyncIOMotorDatabase().**",
    "motor.motor_asyncio.AsyncIOMotorCollection().**",
    "flask_pymongo.PyMongo().db.**",
)
_MONGO_FILES = ("gridfs.GridFS()", "gridfs.GridFSBucket()", "motor.motor_asyncio.AsyncIOMotorGridFSBucket()")

_SUPABASE = (
    "supabase.create_client()",
    "supabase.create_async_client()",
    "supabase.acreate_client()",
    "supabase.Client()",
    "supabase.Client.create()",
    "supabase.AsyncClient()",
    "supabase.AsyncClient.create()",
    "supabase.client.create_client()",
    "supabase.client.Client()",
    "supabase.client.AsyncClient()",
    "supabase._sync.client.SyncClient()",
    "supabase._async.client.AsyncClient()",
    "supabase._async.client.create_client()",
)
_POSTGREST = ("postgrest.SyncPostgrestClient()", "postgrest.AsyncPostgrestClient()")
_SUPABASE_FILES = (*(f"{client}.storage.from_()" for client in _SUPABASE), "storage3.create_client().from_()")
_SUPABASE_USERS = (
    *(f"{client}.auth" for client in _SUPABASE),
    "gotrue.SyncGoTrueClient()",
    "gotrue.AsyncGoTrueClient()",
)

_FIRESTORE = (
    "google.cloud.firestore.Client()",
    "google.cloud.firestore.AsyncClient()",
    "google.cloud.firestore_v1.Client()",
    "google.cloud.firestore_v1.AsyncClient()",
    "google.cloud.firestore_v1.client.Client()",
    "google.cloud.firestore_v1.async_client.AsyncClient()",
    "firebase_admin.firestore.client()",
    "firebase_admin.firestore_async.client()",
)
_FIRESTORE_PLACES = (
    *(f"{client}.{place}().**" for client in _FIRESTORE for place in ("collection", "document", "collection_group")),
    "google.cloud.firestore.DocumentReference().**",
    "google.cloud.firestore.CollectionReference().**",
    "google.cloud.firestore_v1.document.DocumentReference().**",
    "google.cloud.firestore_v1.collection.CollectionReference().**",
)
_FIREBASE_DATABASE = ("firebase_admin.db.reference().**()",)
_FIREBASE_USERS = ("firebase_admin.auth", "firebase_admin.auth.Client()")

_DYNAMODB = aws("dynamodb")
_DYNAMODB_TABLES = (
    *(f"{client}.Table()" for client in _DYNAMODB),
    *(f"{client}.Table().batch_writer()" for client in _DYNAMODB),
)
_COSMOS = tuple(
    f"{module}.CosmosClient{maker}().**"
    for module in ("azure.cosmos", "azure.cosmos.aio")
    for maker in ("", ".from_connection_string")
)
_APPWRITE = ("appwrite.services.databases.Databases()", "appwrite.services.tables_db.TablesDB()")
_CONVEX = ("convex.ConvexClient()",)

TABLE: tuple[Effect, ...] = (
    # MongoDB
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to the collection",
        *methods(
            _MONGO,
            *("insert_one", "insert_many", "update_one", "update_many", "replace_one", "delete_one", "delete_many"),
            *("bulk_write", "find_one_and_update", "find_one_and_replace", "find_one_and_delete"),
            *("drop", "drop_collection", "drop_database", "create_collection"),
            *("create_index", "create_indexes", "drop_index", "drop_indexes"),
        ),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the collection",  # a cursor is opened to be gone through
        *methods(
            _MONGO,
            *("find", "find_one", "count_documents", "estimated_document_count", "distinct", "aggregate"),
            *("list_collection_names", "list_database_names", "list_collections", "list_databases"),
            *("list_indexes", "index_information", "server_info"),
        ),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a command",
        *methods(_MONGO, "command"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "commits the transaction",
        *methods(_MONGO, "start_transaction().__exit__", "commit_transaction"),
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "takes the changes back",
        *methods(_MONGO, "abort_transaction"),
        transaction=Transaction.ROLLBACK,
    ),
    *rows(
        EffectKind.FILE,
        "changes files in GridFS",
        *methods(_MONGO_FILES, "put", "delete", "upload_from_stream", "open_upload_stream", "rename"),
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads files in GridFS",
        *methods(_MONGO_FILES, "get", "get_last_version", "exists", "list", "find", "find_one", "open_download_stream"),
        *methods(_MONGO_FILES, "download_to_stream", "open_download_stream_by_name"),
    ),
    # Supabase
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes through Supabase",
        *methods(
            [
                f"{client}.**.{verb}().**"
                for client in (*_SUPABASE, *_POSTGREST)
                for verb in ("insert", "update", "upsert", "delete", "rpc")
            ],
            "execute",
        ),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads through Supabase",
        *methods([f"{client}.**" for client in (*_SUPABASE, *_POSTGREST)], "execute"),
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads stored objects",
        *methods(_SUPABASE_FILES, "download", "list", "list_v2", "exists", "info"),
    ),
    *rows(
        EffectKind.FILE,
        "changes stored objects",
        *methods(_SUPABASE_FILES, "upload", "upload_to_signed_url", "update", "remove", "move", "copy"),
        *methods(
            [f"{client}.storage" for client in _SUPABASE],
            *("create_bucket", "update_bucket", "delete_bucket", "empty_bucket"),
        ),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks Supabase for a signed address",
        *methods(_SUPABASE_FILES, "create_signed_url", "create_signed_urls", "create_signed_upload_url"),
    ),
    *rows(
        EffectKind.EMAIL,
        "Supabase sends one message",
        *methods(_SUPABASE_USERS, "admin.invite_user_by_email", "reset_password_for_email", "reset_password_email"),
    ),
    *rows(
        EffectKind.HTTP,
        "changes users of Supabase",
        *methods(
            _SUPABASE_USERS,
            *("sign_up", "sign_in_with_password", "sign_in_with_otp", "sign_out", "update_user", "verify_otp"),
            *("refresh_session", "exchange_code_for_session", "resend"),
            *("admin.create_user", "admin.update_user_by_id", "admin.delete_user", "admin.generate_link"),
        ),
        *methods([f"{client}.functions" for client in _SUPABASE], "invoke"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks Supabase for users",
        *methods(_SUPABASE_USERS, "get_user", "admin.get_user_by_id", "admin.list_users"),
    ),
    # Firestore and Firebase
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to Firestore",
        *methods(_FIRESTORE_PLACES, "set", "update", "create", "delete", "add"),
        *methods(_FIRESTORE, "recursive_delete"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from Firestore",
        *methods(
            [
                f"{place}()" for place in _FIRESTORE_PLACES
            ],  # whatever is asked is a reference or a query, not a snapshot
            *("get", "stream", "list_documents", "collections"),
        ),
        *methods(_FIRESTORE, "get_all", "collections"),
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "the batch remembers the change until it is committed",
        *methods(
            [f"{client}.{group}()" for client in _FIRESTORE for group in ("batch", "transaction", "bulk_writer")],
            *("set", "update", "create", "delete"),
        ),
        transaction=Transaction.PART,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "commits the batch",
        *methods(
            [f"{client}.{group}()" for client in _FIRESTORE for group in ("batch", "transaction")],
            *("commit", "__exit__"),
        ),
        *methods([f"{client}.bulk_writer()" for client in _FIRESTORE], "flush", "close"),
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to the Firebase database",
        *methods(_FIREBASE_DATABASE, "set", "update", "push", "delete", "transaction", "set_if_unchanged"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the Firebase database",
        *methods(_FIREBASE_DATABASE, "get", "get_if_changed"),
    ),
    *rows(
        EffectKind.HTTP,
        "changes users of Firebase",
        *methods(_FIREBASE_USERS, "create_user", "update_user", "delete_user", "delete_users", "import_users"),
        *methods(_FIREBASE_USERS, "set_custom_user_claims", "revoke_refresh_tokens"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks Firebase for users",
        *methods(_FIREBASE_USERS, "get_user", "get_user_by_email", "get_user_by_phone_number", "get_users"),
        *methods(_FIREBASE_USERS, "list_users", "generate_password_reset_link", "generate_email_verification_link"),
        *methods(_FIREBASE_USERS, "generate_sign_in_with_email_link"),
    ),
    # DynamoDB
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to DynamoDB",
        *methods(_DYNAMODB, "put_item", "update_item", "delete_item", "batch_write_item", "transact_write_items"),
        *methods(_DYNAMODB, "create_table", "delete_table", "update_table", "update_time_to_live"),
        *methods(_DYNAMODB_TABLES, "put_item", "update_item", "delete_item", "delete"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from DynamoDB",
        *methods(_DYNAMODB, "get_item", "query", "scan", "batch_get_item", "transact_get_items", "describe_table"),
        *methods(_DYNAMODB, "list_tables"),
        *methods(_DYNAMODB_TABLES, "get_item", "query", "scan"),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement",
        *methods(_DYNAMODB, "execute_statement"),
        *methods(aws("rds-data"), "execute_statement"),
        *methods(aws("redshift-data", "athena"), "execute_statement", "start_query_execution"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a statement for many rows",
        *methods(aws("rds-data"), "batch_execute_statement"),
        transaction=Transaction.OWN,
    ),
    # Cosmos DB, Appwrite, Convex
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to the container",
        *methods(_COSMOS, "create_item", "upsert_item", "replace_item", "patch_item", "delete_item"),
        *methods(_COSMOS, "create_container_if_not_exists", "create_database_if_not_exists"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the container",
        *methods(_COSMOS, "read_item", "query_items", "read_all_items"),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes documents",
        *methods(_APPWRITE, "create_document", "update_document", "delete_document"),
        *methods(_APPWRITE, "create_row", "update_row", "upsert_row", "delete_row"),
        *methods(_CONVEX, "mutation", "action"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads documents",
        *methods(_APPWRITE, "get_document", "list_documents", "get_row", "list_rows"),
        *methods(_CONVEX, "query"),
    ),
)
