"""Libraries around language models: chains, agents, indexes, structured answers. What only puts prompts, requests and
documents together in the process is not among the effects, and neither is a model that runs in it.
"""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import methods, rows

_RUN = (
    *("invoke", "ainvoke", "stream", "astream", "astream_events", "astream_log", "batch", "abatch"),
    *("batch_as_completed", "abatch_as_completed"),
)
_LANGCHAIN_VENDORS = (
    *(
        "langchain_openai",
        "langchain_anthropic",
        "langchain_google_genai",
        "langchain_google_vertexai",
        "langchain_groq",
    ),
    *("langchain_mistralai", "langchain_cohere", "langchain_ollama", "langchain_aws", "langchain_fireworks"),
    *("langchain_together", "langchain_deepseek", "langchain_xai", "langchain_perplexity", "langchain_openrouter"),
    *("langchain_nvidia_ai_endpoints", "langchain_cerebras", "langchain_voyageai", "langchain_litellm"),
    *(
        "langchain_azure_ai.chat_models",
        "langchain_upstage",
        "langchain_community.chat_models",
        "langchain_community.llms",
    ),
    *("langchain.chat_models", "langchain.llms", "langchain_openai.chat_models", "langchain_openai.chat_models.base"),
)
_LANGCHAIN_MODELS = (
    *(f"{vendor}.*()" for vendor in _LANGCHAIN_VENDORS),
    *("langchain_huggingface.ChatHuggingFace()", "langchain_huggingface.HuggingFaceEndpoint()"),
    *("langchain.chat_models.init_chat_model()", "langchain.init_chat_model()"),
    *(
        f"langchain_core.language_models.{name}()"
        for name in ("BaseChatModel", "BaseLLM", "BaseLanguageModel", "chat_models.BaseChatModel", "llms.BaseLLM")
    ),
)
_LANGCHAIN_BOUND = tuple(f"{model}.**()" for model in _LANGCHAIN_MODELS)
"""A model with tools, an output schema or a fallback bound to it."""
_LANGCHAIN_EMBEDDINGS = (
    *(f"{vendor}.*()" for vendor in _LANGCHAIN_VENDORS),
    *("langchain_huggingface.HuggingFaceEndpointEmbeddings()", "langchain.embeddings.init_embeddings()"),
    *("langchain_core.embeddings.Embeddings()", "langchain_community.embeddings.OpenAIEmbeddings()"),
)
_LANGCHAIN_CHAINS = (
    *(
        "langchain.chains.*()",
        "langchain.chains.*.*()",
        "langchain_classic.chains.*()",
        "langchain_classic.chains.*.*()",
    ),
    *("langchain.agents.AgentExecutor()", "langchain.agents.AgentExecutor.from_agent_and_tools()"),
    *("langchain.agents.initialize_agent()", "langchain.agents.create_agent()"),
    *("langchain_classic.agents.AgentExecutor()", "langchain_experimental.agents.create_pandas_dataframe_agent()"),
    *("langchain_community.agent_toolkits.create_sql_agent()", "deepagents.create_deep_agent()"),
    *("langgraph.prebuilt.create_react_agent()", "langgraph_supervisor.create_supervisor().compile()"),
    *("langgraph.graph.StateGraph().compile()", "langgraph.graph.MessageGraph().compile()"),
    *("langgraph.graph.state.StateGraph().compile()", "langgraph.graph.state.CompiledStateGraph()"),
    *("langgraph.pregel.remote.RemoteGraph()", "langgraph.graph.graph.CompiledGraph()"),
)
_FILE_LOADERS = tuple(
    f"{module}.{loader}()"
    for module in ("langchain_community.document_loaders", "langchain.document_loaders")
    for loader in (
        *("PyPDFLoader", "PyMuPDFLoader", "PDFPlumberLoader", "UnstructuredPDFLoader", "TextLoader", "CSVLoader"),
        *("JSONLoader", "Docx2txtLoader", "UnstructuredFileLoader", "UnstructuredMarkdownLoader", "DirectoryLoader"),
        *("UnstructuredWordDocumentLoader", "UnstructuredExcelLoader", "PyPDFDirectoryLoader"),
    )
)
_WEB_LOADERS = tuple(
    f"{module}.{loader}()"
    for module in ("langchain_community.document_loaders", "langchain.document_loaders")
    for loader in (
        *("WebBaseLoader", "AsyncHtmlLoader", "AsyncChromiumLoader", "RecursiveUrlLoader", "SitemapLoader"),
        *("UnstructuredURLLoader", "YoutubeLoader", "YoutubeLoader.from_youtube_url", "WikipediaLoader", "ArxivLoader"),
        *("FireCrawlLoader", "NotionDBLoader", "GitLoader", "GithubFileLoader"),
    )
)

_LLAMA_LLMS = ("llama_index.llms.*.*()", "llama_index.core.llms.LLM()", "llama_index.core.Settings.llm")
_LLAMA_EMBEDDINGS = (
    *(
        f"llama_index.embeddings.{vendor}.*()"
        for vendor in (
            *("openai", "azure_openai", "cohere", "gemini", "google", "google_genai", "voyageai", "mistralai"),
            *("ollama", "jinaai", "bedrock", "together", "nvidia", "huggingface_api", "vertex"),
        )
    ),
    "llama_index.core.Settings.embed_model",
)
_LLAMA_INDEX_CLASSES = (
    *("llama_index.core.VectorStoreIndex", "llama_index.core.indices.VectorStoreIndex"),
    *("llama_index.core.SummaryIndex", "llama_index.core.PropertyGraphIndex", "llama_index.VectorStoreIndex"),
)
_LLAMA_INDEXES = (
    *(f"{index}()" for index in _LLAMA_INDEX_CLASSES),
    *(f"{index}.from_documents()" for index in _LLAMA_INDEX_CLASSES),
    *(f"{index}.from_vector_store()" for index in _LLAMA_INDEX_CLASSES),
    *(f"{index}.from_existing()" for index in _LLAMA_INDEX_CLASSES),
    "llama_index.core.load_index_from_storage()",
)

_DSPY = tuple(
    f"dspy.{module}"
    for module in (
        *("Predict", "ChainOfThought", "ReAct", "ProgramOfThought", "CodeAct", "MultiChainComparison", "BestOfN"),
        *("Refine", "RLM", "LM", "Embedder", "Retrieve"),
    )
)
_PYDANTIC_AI = ("pydantic_ai.Agent()", "pydantic_ai.agent.Agent()", "pydantic_ai.agent.AbstractAgent()")
_CREWAI = ("crewai.Crew()", "crewai.crew.Crew()", "crewai.Flow()", "crewai.flow.flow.Flow()")
_AGNO = (
    *(
        "agno.agent.Agent()",
        "agno.team.Team()",
        "agno.workflow.Workflow()",
        "phi.agent.Agent()",
        "agno.agent.agent.Agent()",
    ),
)
_AUTOGEN = (
    *("autogen_agentchat.agents.*()", "autogen_agentchat.teams.*()"),
    *("autogen_ext.models.openai.*()", "autogen_ext.models.anthropic.*()"),
)
_MCP = ("mcp.ClientSession()", "mcp.client.session.ClientSession()", "fastmcp.Client()", "fastmcp.client.Client()")

TABLE: tuple[Effect, ...] = (
    # LangChain and LangGraph
    *rows(
        EffectKind.LLM,
        "asks a model through LangChain",
        *methods(_LANGCHAIN_BOUND, *_RUN, "generate", "agenerate", "predict", "apredict", "predict_messages"),
        *methods(_LANGCHAIN_EMBEDDINGS, "embed_query", "embed_documents", "aembed_query", "aembed_documents"),
        *methods(("langchain_cohere.CohereRerank()",), "rerank", "compress_documents", "acompress_documents"),
    ),
    *rows(
        EffectKind.LLM,
        "runs a chain or an agent",
        *methods([f"{chain}.**()" for chain in _LANGCHAIN_CHAINS], *_RUN, "run", "arun", "predict", "apredict"),
        *methods(_LANGCHAIN_CHAINS, "acall", "apply"),
    ),
    *rows(
        EffectKind.LLM,
        "runs a graph on LangGraph's platform",
        *methods(
            [f"langgraph_sdk.{maker}().runs" for maker in ("get_client", "get_sync_client")],
            *("create", "wait", "stream", "create_batch"),
        ),
    ),
    *rows(
        EffectKind.FILE_READ,
        "loads documents from files",
        *methods(_FILE_LOADERS, "load", "aload", "lazy_load", "alazy_load", "load_and_split"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "loads documents over HTTP",
        *methods(_WEB_LOADERS, "load", "aload", "lazy_load", "alazy_load", "load_and_split"),
    ),
    # LlamaIndex
    *rows(
        EffectKind.LLM,
        "asks a model through LlamaIndex",
        *methods(
            _LLAMA_LLMS,
            *("complete", "acomplete", "stream_complete", "astream_complete", "chat", "achat", "stream_chat"),
            *("astream_chat", "predict", "apredict", "structured_predict", "astructured_predict"),
            *("as_structured_llm().complete", "as_structured_llm().acomplete", "as_structured_llm().chat"),
        ),
        *methods(
            _LLAMA_EMBEDDINGS,
            *("get_text_embedding", "aget_text_embedding", "get_text_embedding_batch", "aget_text_embedding_batch"),
            *("get_query_embedding", "aget_query_embedding"),
        ),
        *methods([f"{index}.as_query_engine()" for index in _LLAMA_INDEXES], "query", "aquery"),
        *methods([f"{index}.as_chat_engine()" for index in _LLAMA_INDEXES], "chat", "achat", "stream_chat"),
        *methods(("llama_index.core.agent.workflow.*()", "llama_index.core.agent.*()"), "run", "chat", "achat"),
    ),
    *rows(
        EffectKind.DATABASE_WRITE,
        "embeds documents and writes them to the index",
        *methods(_LLAMA_INDEX_CLASSES, "from_documents"),
        *methods(_LLAMA_INDEXES, "insert", "ainsert", "insert_nodes", "ainsert_nodes", "delete_ref_doc"),
        *methods(_LLAMA_INDEXES, "refresh_ref_docs", "update_ref_doc"),
    ),
    *rows(
        EffectKind.DATABASE_READ,
        "searches the index",
        *methods([f"{index}.as_retriever()" for index in _LLAMA_INDEXES], "retrieve", "aretrieve"),
    ),
    *rows(
        EffectKind.FILE_READ,
        "loads documents from files",
        *methods(
            ("llama_index.core.SimpleDirectoryReader()", "llama_index.readers.file.*()"), "load_data", "aload_data"
        ),
    ),
    *rows(
        EffectKind.HTTP,
        "hands documents to LlamaCloud",
        *methods(("llama_parse.LlamaParse()", "llama_cloud_services.LlamaParse()"), "load_data", "aload_data"),
        *methods(("llama_parse.LlamaParse()", "llama_cloud_services.LlamaParse()"), "parse", "aparse"),
        *methods(("llama_cloud_services.LlamaExtract().get_agent()",), "extract", "aextract"),
    ),
    # Structured answers
    *rows(
        EffectKind.LLM,
        "asks a model through Instructor",
        *methods(
            ("instructor.*()",),
            *("**.create", "**.create_with_completion", "**.create_partial", "**.create_iterable", "**.parse"),
        ),
    ),
    *rows(
        EffectKind.LLM,
        "runs an agent of Pydantic AI",
        *methods(_PYDANTIC_AI, "run", "run_sync", "run_stream", "run_stream_events", "run_stream_sync", "iter"),
        *methods(("pydantic_ai.Embedder()",), "embed", "embed_query", "embed_documents", "embed_query_sync"),
        *methods(("pydantic_ai.direct",), "model_request", "model_request_sync", "model_request_stream"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model through DSPy",
        *(f"{module}()" for module in _DSPY),  # the module is called
        *methods([f"{module}()" for module in _DSPY], "acall", "aforward", "forward", "batch"),
        *methods(("dspy.teleprompt.*()", "dspy.BootstrapFewShot()", "dspy.MIPROv2()", "dspy.GEPA()"), "compile"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model through Marvin",
        *methods(
            ("marvin",),
            *("run", "run_async", "extract", "extract_async", "classify", "classify_async", "cast", "cast_async"),
            *("generate", "generate_async", "say", "summarize", "summarize_async"),
        ),
    ),
    # Agents
    *rows(
        EffectKind.LLM,
        "runs a crew",
        *methods(
            _CREWAI,
            *("kickoff", "kickoff_async", "akickoff", "kickoff_for_each", "kickoff_for_each_async", "train", "test"),
        ),
        *methods(("crewai.Agent()",), "kickoff", "kickoff_async", "execute_task"),
        *methods(("crewai.LLM()",), "call", "acall"),
    ),
    *rows(
        EffectKind.LLM,
        "runs an agent",
        *methods(("agents.Runner", "agents.run.Runner"), "run", "run_sync", "run_streamed"),
        *methods(("smolagents.CodeAgent()", "smolagents.ToolCallingAgent()", "smolagents.MultiStepAgent()"), "run"),
        *methods(_AGNO, "run", "arun", "print_response", "aprint_response"),
        *methods(_AUTOGEN, "run", "run_stream", "on_messages", "create", "create_stream"),
        *methods(("autogen.UserProxyAgent()", "autogen.ConversableAgent()"), "initiate_chat", "a_initiate_chat"),
        *methods(("semantic_kernel.Kernel()",), "invoke", "invoke_prompt", "invoke_stream"),
        *methods(("semantic_kernel.agents.*()",), "get_response", "invoke", "invoke_stream"),
        *methods(("haystack.Pipeline()", "haystack.AsyncPipeline()"), "run", "run_async"),
        *methods(("claude_agent_sdk.ClaudeSDKClient()",), "query", "receive_response"),
        *methods(("google.adk.runners.Runner()", "google.adk.runners.InMemoryRunner()"), "run", "run_async"),
        *methods(("strands.Agent()", "browser_use.Agent()"), "run", "invoke_async", "stream_async"),
        "strands.Agent()",
        "claude_agent_sdk.query",
    ),
    # Tools behind protocols
    *rows(EffectKind.HTTP, "calls a tool of an MCP server", *methods(_MCP, "call_tool", "call_tool_mcp")),
    *rows(
        EffectKind.HTTP_READ,
        "asks an MCP server",
        *methods(_MCP, "list_tools", "list_resources", "list_prompts", "read_resource", "get_prompt"),
        "langchain_mcp_adapters.client.MultiServerMCPClient().get_tools",
    ),
    *rows(
        EffectKind.HTTP,
        "runs a tool of Composio",
        *methods(("composio.Composio()",), "tools.execute"),
        *methods(("composio.ComposioToolSet()", "composio_langchain.ComposioToolSet()"), "execute_action"),
    ),
)
