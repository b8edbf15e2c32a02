"""Vector stores, search engines and graph databases."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Transaction
from steplint.sdk.libraries.rows import methods, rows

_QDRANT = (
    *("qdrant_client.QdrantClient()", "qdrant_client.AsyncQdrantClient()"),
    *("qdrant_client.qdrant_client.QdrantClient()", "qdrant_client.async_qdrant_client.AsyncQdrantClient()"),
)
_PINECONE_CLIENTS = (
    *("pinecone.Pinecone()", "pinecone.PineconeAsyncio()", "pinecone.grpc.PineconeGRPC()", "pinecone.AsyncPinecone()"),
    "pinecone",
)
_PINECONE = (
    *(f"{client}.Index()" for client in _PINECONE_CLIENTS),
    *(f"{client}.index()" for client in _PINECONE_CLIENTS),
    *(f"{client}.IndexAsyncio()" for client in _PINECONE_CLIENTS),
    *("pinecone.data.Index()", "pinecone.grpc.GRPCIndex()"),
)
_WEAVIATE = tuple(
    f"weaviate.{maker}()"
    for maker in (
        *("connect_to_local", "connect_to_wcs", "connect_to_weaviate_cloud", "connect_to_custom"),
        *("use_async_with_local", "use_async_with_weaviate_cloud", "use_async_with_custom"),
        *("WeaviateClient", "WeaviateAsyncClient", "client.WeaviateClient", "Client"),
    )
)
_WEAVIATE_COLLECTIONS = (
    *(f"{client}.collections.{access}().**()" for client in _WEAVIATE for access in ("get", "use", "create")),
    *("weaviate.collections.Collection()", "weaviate.collections.CollectionAsync()"),
)
_CHROMA_CLIENTS = (
    *("chromadb.Client()", "chromadb.PersistentClient()", "chromadb.HttpClient()", "chromadb.AsyncHttpClient()"),
    *("chromadb.EphemeralClient()", "chromadb.CloudClient()", "chromadb.ClientAPI()", "chromadb.api.ClientAPI()"),
)
_CHROMA = (
    *(f"{client}.{access}()" for client in _CHROMA_CLIENTS for access in ("get_collection", "create_collection")),
    *(f"{client}.get_or_create_collection()" for client in _CHROMA_CLIENTS),
    *("chromadb.Collection()", "chromadb.api.models.Collection.Collection()"),
)
_MILVUS = ("pymilvus.MilvusClient()", "pymilvus.AsyncMilvusClient()")
_MILVUS_COLLECTIONS = ("pymilvus.Collection()",)
_LANCEDB = tuple(f"lancedb.{connect}()" for connect in ("connect", "connect_async"))
_TURBOPUFFER = (
    "turbopuffer.Turbopuffer().namespace()",
    "turbopuffer.AsyncTurbopuffer().namespace()",
    "turbopuffer.Namespace()",
)
_UPSTASH = ("upstash_vector.Index()", "upstash_vector.Index.from_env()", "upstash_vector.AsyncIndex()")

_ELASTIC = (
    *("elasticsearch.Elasticsearch()", "elasticsearch.AsyncElasticsearch()", "elasticsearch.client.Elasticsearch()"),
    *("opensearchpy.OpenSearch()", "opensearchpy.AsyncOpenSearch()"),
)
_BULK = tuple(f"{module}.helpers" for module in ("elasticsearch", "opensearchpy"))
_MEILISEARCH = (
    *(f"meilisearch.Client().{access}()" for access in ("index", "get_index")),
    *("meilisearch.index.Index()", "meilisearch_python_sdk.AsyncClient().index()"),
)
_TYPESENSE = ("typesense.Client().collections.[]", "typesense.AsyncClient().collections.[]")
_ALGOLIA = (
    *("algoliasearch.search.client.SearchClient()", "algoliasearch.search.client.SearchClientSync()"),
    "algoliasearch.search_client.SearchClient.create().init_index()",
)

_NEO4J_DRIVERS = (
    *("neo4j.GraphDatabase.driver()", "neo4j.AsyncGraphDatabase.driver()"),
    *("neo4j.Driver()", "neo4j.AsyncDriver()"),
)
_NEO4J_SESSIONS = (*(f"{driver}.session()" for driver in _NEO4J_DRIVERS), "neo4j.Session()", "neo4j.AsyncSession()")
_NEO4J_TRANSACTIONS = (
    *(f"{session}.begin_transaction()" for session in _NEO4J_SESSIONS),
    *(
        "neo4j.Transaction()",
        "neo4j.AsyncTransaction()",
        "neo4j.ManagedTransaction()",
        "neo4j.AsyncManagedTransaction()",
    ),
)

_MEMORIES = (
    "mem0.Memory()",
    "mem0.Memory.from_config()",
    "mem0.AsyncMemory()",
    "mem0.MemoryClient()",
    "mem0.AsyncMemoryClient()",
)
_LANGCHAIN_STORES = (
    *("langchain_qdrant.QdrantVectorStore", "langchain_qdrant.Qdrant", "langchain_chroma.Chroma"),
    *("langchain_pinecone.PineconeVectorStore", "langchain_pinecone.Pinecone", "langchain_postgres.PGVector"),
    *("langchain_postgres.vectorstores.PGVector", "langchain_postgres.PGVectorStore", "langchain_milvus.Milvus"),
    *("langchain_weaviate.WeaviateVectorStore", "langchain_mongodb.MongoDBAtlasVectorSearch"),
    *("langchain_elasticsearch.ElasticsearchStore", "langchain_redis.RedisVectorStore"),
    *("langchain_community.vectorstores.SupabaseVectorStore", "langchain_community.vectorstores.Chroma"),
    *("langchain_community.vectorstores.PGVector", "langchain_community.vectorstores.Pinecone"),
    *("langchain_community.vectorstores.Qdrant", "langchain_community.vectorstores.Weaviate"),
)
_LANGCHAIN = tuple(
    f"{store}{maker}()"
    for store in _LANGCHAIN_STORES
    for maker in ("", ".from_existing_collection", ".from_existing_index", ".from_documents", ".from_texts")
)

TABLE: tuple[Effect, ...] = (
    # Qdrant
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to Qdrant",
        *methods(
            _QDRANT,
            *("upsert", "delete", "add", "upload_points", "upload_records", "upload_collection", "batch_update_points"),
            *("set_payload", "overwrite_payload", "delete_payload", "clear_payload", "update_vectors"),
            *("delete_vectors", "create_collection", "recreate_collection", "update_collection", "delete_collection"),
            *("update_collection_aliases", "create_payload_index", "delete_payload_index", "create_snapshot"),
        ),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from Qdrant",
        *methods(
            _QDRANT,
            *("search", "search_batch", "search_groups", "query", "query_batch", "query_points", "query_batch_points"),
            *("query_points_groups", "recommend", "discover", "scroll", "retrieve", "count", "facet"),
            *("get_collection", "get_collections", "get_aliases", "get_collection_aliases", "collection_exists"),
            *("list_snapshots", "info"),
        ),
    ),
    # Pinecone
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to Pinecone",
        *methods(_PINECONE, "upsert", "upsert_records", "upsert_from_dataframe", "update", "delete"),
        *methods(_PINECONE, "delete_namespace", "create_namespace", "start_import"),
        *methods(_PINECONE_CLIENTS, "create_index", "create_index_for_model", "delete_index", "configure_index"),
        *methods(_PINECONE_CLIENTS, "create_collection", "delete_collection"),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from Pinecone",
        *methods(_PINECONE, "query", "query_namespaces", "search", "search_records", "fetch", "list", "list_paginated"),
        *methods(_PINECONE, "describe_index_stats", "fetch_by_metadata", "list_namespaces"),
        *methods(_PINECONE_CLIENTS, "list_indexes", "describe_index", "has_index"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Pinecone",
        *methods([f"{client}.inference" for client in _PINECONE_CLIENTS], "embed", "rerank"),
    ),
    # Weaviate
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to Weaviate",
        *methods(
            [f"{collection}.data" for collection in _WEAVIATE_COLLECTIONS],
            *("insert", "insert_many", "update", "replace", "delete_by_id", "delete_many", "reference_add"),
            *("reference_add_many", "reference_delete", "reference_replace"),
        ),
        *methods([f"{collection}.batch.**()" for collection in _WEAVIATE_COLLECTIONS], "add_object", "add_reference"),
        *methods([f"{client}.batch.**()" for client in _WEAVIATE], "add_object", "add_reference", "add_data_object"),
        *methods(
            [f"{client}.collections" for client in _WEAVIATE],
            *("create", "create_from_dict", "create_from_config", "delete", "delete_all"),
        ),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from Weaviate",
        *methods(
            [f"{collection}.query" for collection in _WEAVIATE_COLLECTIONS],
            *("bm25", "hybrid", "near_text", "near_vector", "near_object", "near_image", "near_media"),
            *("fetch_objects", "fetch_object_by_id", "fetch_objects_by_ids"),
        ),
        *methods(
            [f"{collection}.aggregate" for collection in _WEAVIATE_COLLECTIONS],
            *("over_all", "near_text", "near_vector", "near_object", "hybrid"),
        ),
        *methods([f"{client}.collections" for client in _WEAVIATE], "exists", "list_all", "export_config"),
        *methods(_WEAVIATE, "is_ready", "is_live", "graphql_raw_query", "query.get().**().do"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model through Weaviate",
        *methods(
            [f"{collection}.generate" for collection in _WEAVIATE_COLLECTIONS],
            *("bm25", "hybrid", "near_text", "near_vector", "near_object", "fetch_objects"),
        ),
    ),
    # Chroma
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to Chroma",
        *methods(_CHROMA, "add", "upsert", "update", "delete", "modify"),
        *methods(_CHROMA_CLIENTS, "create_collection", "get_or_create_collection", "delete_collection", "reset"),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from Chroma",
        *methods(_CHROMA, "query", "get", "peek", "count", "search"),
        *methods(_CHROMA_CLIENTS, "get_collection", "list_collections", "count_collections", "heartbeat"),
    ),
    # Milvus, LanceDB, turbopuffer, Upstash Vector
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes vectors",
        *methods(
            _MILVUS, "insert", "upsert", "delete", "create_collection", "drop_collection", "create_index", "flush"
        ),
        *methods(_MILVUS_COLLECTIONS, "insert", "upsert", "delete", "drop", "create_index", "flush"),
        *methods(
            [f"{connection}.{access}()" for connection in _LANCEDB for access in ("open_table", "create_table")],
            *("add", "update", "delete", "merge_insert().**().execute", "create_index", "create_fts_index", "optimize"),
        ),
        *methods(_LANCEDB, "create_table", "drop_table"),
        *methods(_TURBOPUFFER, "write", "upsert", "delete_all"),
        *methods(_UPSTASH, "upsert", "update", "delete", "reset"),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads vectors",
        *methods(_MILVUS, "search", "hybrid_search", "query", "get", "has_collection", "list_collections"),
        *methods(_MILVUS_COLLECTIONS, "search", "hybrid_search", "query", "load"),
        *methods(
            [f"{connection}.{access}()" for connection in _LANCEDB for access in ("open_table", "create_table")],
            *("count_rows", "to_pandas", "to_arrow", "search().**().to_list", "search().**().to_pandas"),
        ),
        *methods(_TURBOPUFFER, "query", "multi_query"),
        *methods(_UPSTASH, "query", "query_many", "fetch", "range", "info"),
    ),
    # Elasticsearch and OpenSearch
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to the index",
        *methods(
            _ELASTIC,
            *("index", "create", "update", "delete", "bulk", "update_by_query", "delete_by_query", "reindex"),
            *("indices.create", "indices.delete", "indices.put_mapping", "indices.put_settings", "indices.refresh"),
            *("indices.put_alias", "indices.update_aliases", "indices.put_index_template", "ingest.put_pipeline"),
        ),
        *methods(_BULK, "bulk", "streaming_bulk", "parallel_bulk", "async_bulk", "async_streaming_bulk"),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the index",
        *methods(
            _ELASTIC,
            *("search", "msearch", "get", "get_source", "mget", "count", "exists", "scroll", "open_point_in_time"),
            *("field_caps", "termvectors", "explain", "indices.exists", "indices.get", "indices.get_mapping"),
            *("indices.stats", "cat.indices", "cluster.health", "info", "ping"),
        ),
        *methods(_BULK, "scan", "async_scan"),
    ),
    # Meilisearch, Typesense, Algolia
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to the index",
        *methods(
            _MEILISEARCH,
            *("add_documents", "add_documents_in_batches", "update_documents", "update_documents_in_batches"),
            *("delete_document", "delete_documents", "delete_all_documents", "update_settings", "delete"),
        ),
        *methods(("meilisearch.Client()",), "create_index", "delete_index"),
        *methods(_TYPESENSE, "documents.create", "documents.upsert", "documents.update", "documents.delete"),
        *methods(_TYPESENSE, "documents.import_", "documents.[].update", "documents.[].delete", "delete", "update"),
        *methods(("typesense.Client()",), "collections.create"),
        *methods(
            _ALGOLIA,
            *("save_object", "save_objects", "partial_update_object", "partial_update_objects", "delete_object"),
            *("delete_objects", "delete_by", "batch", "replace_all_objects", "clear_objects", "set_settings"),
        ),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the index",
        *methods(_MEILISEARCH, "search", "get_document", "get_documents", "get_stats", "get_settings"),
        *methods(_TYPESENSE, "documents.search", "documents.export", "documents.[].retrieve", "retrieve"),
        *methods(("typesense.Client()",), "multi_search.perform"),
        *methods(_ALGOLIA, "search", "search_single_index", "get_object", "get_objects", "browse", "browse_objects"),
    ),
    # Neo4j
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a query that may change the graph",
        *methods(_NEO4J_DRIVERS, "execute_query"),
        *methods(_NEO4J_SESSIONS, "run"),
        transaction=Transaction.OWN,
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "runs a query that may change the graph",
        *methods(_NEO4J_TRANSACTIONS, "run"),
        transaction=Transaction.PART,
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "commits the transaction",
        *methods(_NEO4J_TRANSACTIONS, "commit", "__exit__"),
        *methods(_NEO4J_SESSIONS, "execute_write", "write_transaction"),
        transaction=Transaction.COMMIT,
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "reads from the graph",
        *methods(_NEO4J_SESSIONS, "execute_read", "read_transaction"),
        *methods(_NEO4J_DRIVERS, "verify_connectivity"),
    ),
    *rows(
        EffectKind.DATABASE_CHANGE,
        "takes the changes back",
        *methods(_NEO4J_TRANSACTIONS, "rollback"),
        transaction=Transaction.ROLLBACK,
    ),
    # Stores behind LangChain, and memories of agents
    *rows(
        EffectKind.DATABASE_WRITE,
        "writes to the vector store",
        *methods(_LANGCHAIN, "add_documents", "aadd_documents", "add_texts", "aadd_texts", "delete", "adelete"),
        *methods(_LANGCHAIN_STORES, "from_documents", "afrom_documents", "from_texts", "afrom_texts"),
        *methods(_MEMORIES, "add", "update", "delete", "delete_all", "reset"),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "searches the vector store",
        *methods(
            _LANGCHAIN,
            *("similarity_search", "asimilarity_search", "similarity_search_with_score"),
            *(
                "asimilarity_search_with_score",
                "similarity_search_with_relevance_scores",
                "similarity_search_by_vector",
            ),
            *("max_marginal_relevance_search", "amax_marginal_relevance_search", "search", "asearch", "get_by_ids"),
            *("as_retriever().invoke", "as_retriever().ainvoke", "as_retriever().get_relevant_documents"),
        ),
        *methods(_MEMORIES, "search", "get", "get_all", "history"),
    ),
)
