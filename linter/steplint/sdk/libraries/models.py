"""Vendors of language models: chats, completions, embeddings, and what they keep for them."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import aws, methods, rows

_OPENAI = (
    "openai.*()",
    "openai",
    "langfuse.openai.*()",
    "langfuse.openai.openai",
    "posthog.ai.openai.*()",
    "braintrust.wrap_openai()",
    "langsmith.wrappers.wrap_openai()",
)
_LIKE_OPENAI = (
    *(
        "groq.*()",
        "together.*()",
        "cerebras.cloud.sdk.*()",
        "fireworks.client.*()",
        "fireworks.client",
        "fireworks.*()",
    ),
    *("portkey_ai.*()", "openrouter.*()", "sambanova.*()", "zhipuai.*()", "zai.*()", "perplexity.*()", "writerai.*()"),
)
_ANTHROPIC = ("anthropic.*()", "langfuse.anthropic.*()", "posthog.ai.anthropic.*()")
_GOOGLE = ("google.genai.Client()", "google.genai.client.Client()", "google.genai.client.AsyncClient()")
_OLD_GOOGLE = (
    *("google.generativeai.GenerativeModel()", "google.generativeai.generative_models.GenerativeModel()"),
    *("vertexai.generative_models.GenerativeModel()", "vertexai.preview.generative_models.GenerativeModel()"),
)
_VERTEX_MODELS = tuple(
    f"vertexai.{module}.{model}.from_pretrained()"
    for module in ("language_models", "preview.language_models", "vision_models", "preview.vision_models")
    for model in ("TextGenerationModel", "TextEmbeddingModel", "ImageGenerationModel", "MultiModalEmbeddingModel")
)
_MISTRAL = ("mistralai.Mistral()", "mistralai.client.Mistral()", "mistralai_azure.MistralAzure()")
_OLD_MISTRAL = (
    *(
        "mistralai.client.MistralClient()",
        "mistralai.async_client.MistralAsyncClient()",
        "mistralai_gcp.MistralGoogleCloud()",
    ),
)
_COHERE = (
    *("cohere.Client()", "cohere.AsyncClient()", "cohere.ClientV2()", "cohere.AsyncClientV2()"),
    *("cohere.Client().v2", "cohere.AsyncClient().v2", "cohere.BedrockClient()", "cohere.BedrockClientV2()"),
)
_OLLAMA = ("ollama", "ollama.Client()", "ollama.AsyncClient()")
_REPLICATE = ("replicate", "replicate.Client()", "replicate.client.Client()")
_HUGGING_FACE = ("huggingface_hub.InferenceClient()", "huggingface_hub.AsyncInferenceClient()")
_HUB = ("huggingface_hub", "huggingface_hub.HfApi()")
_VOYAGE = ("voyageai.Client()", "voyageai.AsyncClient()")
_BEDROCK = aws("bedrock-runtime")
_AZURE = tuple(
    f"{module}.{client}()"
    for module in ("azure.ai.inference", "azure.ai.inference.aio")
    for client in ("ChatCompletionsClient", "EmbeddingsClient", "ImageEmbeddingsClient")
)

TABLE: tuple[Effect, ...] = (
    # What the vendors keep, before the patterns that would take it for a question
    *rows(
        EffectKind.HTTP,
        "changes what OpenAI keeps",
        *methods(
            _OPENAI,
            *("files.create", "files.delete", "files.wait_for_processing", "uploads.create", "uploads.parts.create"),
            *("vector_stores.create", "vector_stores.update", "vector_stores.delete", "vector_stores.**.upload"),
            *("vector_stores.**.upload_and_poll", "vector_stores.**.create", "vector_stores.**.create_and_poll"),
            *(
                "vector_stores.**.delete",
                "beta.vector_stores.**.create",
                "conversations.create",
                "conversations.delete",
            ),
            *("beta.threads.create", "beta.threads.delete", "beta.threads.messages.create", "beta.assistants.create"),
            *("beta.assistants.update", "beta.assistants.delete", "containers.create", "containers.**.create"),
            *("fine_tuning.jobs.create", "fine_tuning.jobs.cancel", "batches.create", "batches.cancel"),
            *("responses.cancel", "responses.delete", "beta.threads.runs.cancel", "videos.delete"),
            *("evals.create", "webhooks.create"),
        ),
        *methods(_ANTHROPIC, "**.files.upload", "**.files.delete", "**.batches.create", "**.batches.cancel"),
        *methods(_ANTHROPIC, "**.skills.create", "**.skills.delete"),
        *methods(_LIKE_OPENAI, "files.create", "files.upload", "files.delete", "batches.create", "batches.cancel"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks for what OpenAI keeps",
        *methods(
            _OPENAI,
            *("**.retrieve", "**.list", "**.content", "**.retrieve_content", "**.download_content", "**.poll"),
            *("vector_stores.search", "vector_stores.**.search"),
        ),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks for what the vendor keeps",
        *methods(_ANTHROPIC, "**.retrieve", "**.list", "**.results", "**.download", "**.retrieve_metadata"),
        *methods(_LIKE_OPENAI, "**.retrieve", "**.list", "**.content"),
    ),
    # Questions
    *rows(
        EffectKind.LLM,
        "asks a model of OpenAI",
        *methods(
            _OPENAI,
            *("**.create", "**.completions.parse", "**.responses.parse", "**.stream", "**.generate", "**.images.edit"),
            *("**.create_variation", "**.remix"),
            *("**.create_and_poll", "**.create_and_run", "**.create_and_run_poll", "**.create_and_stream"),
            *("**.submit_tool_outputs", "**.submit_tool_outputs_and_poll", "**.acreate", "**.compact"),
        ),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Anthropic",
        *methods(_ANTHROPIC, "**.create", "**.messages.parse", "**.stream", "**.count_tokens", "**.tool_runner"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model",
        *methods(_LIKE_OPENAI, "**.create", "**.completions.parse", "**.stream", "**.generate", "**.rerank"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Google",
        *methods(
            [f"{client}.{form}" for client in _GOOGLE for form in ("models", "aio.models")],
            *("generate_content", "generate_content_stream", "embed_content", "generate_images", "generate_videos"),
            *("edit_image", "upscale_image", "recontext_image", "segment_image", "count_tokens"),
        ),
        *methods(
            [f"{client}.{form}.create()" for client in _GOOGLE for form in ("chats", "aio.chats")],
            *("send_message", "send_message_stream"),
        ),
        *methods([f"{client}.{form}" for client in _GOOGLE for form in ("interactions", "aio.interactions")], "create"),
        *methods(_OLD_GOOGLE, "generate_content", "generate_content_async", "count_tokens", "count_tokens_async"),
        *methods([f"{model}.start_chat()" for model in _OLD_GOOGLE], "send_message", "send_message_async"),
        *methods(("google.generativeai",), "embed_content", "embed_content_async", "generate_text", "generate_answer"),
        *methods(_VERTEX_MODELS, "predict", "predict_async", "get_embeddings", "get_embeddings_async"),
        *methods(_VERTEX_MODELS, "generate_images", "edit_image"),
        *methods(("google.cloud.aiplatform.Endpoint()",), "predict", "predict_async", "raw_predict"),
    ),
    *rows(
        EffectKind.HTTP,
        "changes what Google keeps for its models",
        *methods(
            [f"{client}.{form}" for client in _GOOGLE for form in ("**", "aio.**")],
            *("files.upload", "files.delete", "caches.create", "caches.update", "caches.delete", "batches.create"),
            *("batches.cancel", "batches.delete", "batches.create_embeddings", "tunings.tune"),
            *("file_search_stores.create", "file_search_stores.delete", "file_search_stores.import_file"),
            *("file_search_stores.upload_to_file_search_store",),
        ),
        *methods(("google.generativeai",), "upload_file", "delete_file", "create_tuned_model"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks for what Google keeps for its models",
        *methods(
            [f"{client}.**.{kept}" for client in _GOOGLE for kept in ("files", "caches", "batches", "operations")],
            *("get", "list", "download"),
        ),
        *methods([f"{client}.**.models" for client in _GOOGLE], "get", "list"),
        *methods(("google.generativeai",), "get_file", "list_files", "list_models", "get_model"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model through LiteLLM",
        *methods(
            ("litellm", "litellm.Router()", "litellm.router.Router()"),
            *("completion", "acompletion", "text_completion", "atext_completion", "embedding", "aembedding"),
            *("completion_with_retries", "acompletion_with_retries", "batch_completion", "responses", "aresponses"),
            *("image_generation", "aimage_generation", "transcription", "atranscription", "speech", "aspeech"),
            *("rerank", "arerank", "moderation", "amoderation"),
        ),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Mistral",
        *methods(
            _MISTRAL,
            *("**.complete", "**.complete_async", "**.stream", "**.stream_async", "chat.parse", "chat.parse_async"),
            *("embeddings.create", "embeddings.create_async", "ocr.process", "ocr.process_async"),
            *("classifiers.moderate", "classifiers.moderate_async", "beta.conversations.start"),
            *("beta.conversations.start_async", "beta.conversations.append", "beta.conversations.append_async"),
        ),
        *methods(_OLD_MISTRAL, "chat", "chat_stream", "embeddings"),
    ),
    *rows(
        EffectKind.HTTP,
        "changes what Mistral keeps",
        *methods(
            _MISTRAL, "files.upload", "files.upload_async", "files.delete", "batch.jobs.create", "beta.agents.create"
        ),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks for what Mistral keeps",
        *methods(_MISTRAL, "files.retrieve", "files.list", "files.get_signed_url", "files.download", "models.list"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Cohere",
        *methods(_COHERE, "chat", "chat_stream", "embed", "rerank", "classify", "generate", "summarize"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a local model",
        *methods(_OLLAMA, "chat", "generate", "embed", "embeddings"),
    ),
    *rows(
        EffectKind.HTTP, "changes the models of Ollama", *methods(_OLLAMA, "pull", "push", "create", "delete", "copy")
    ),
    *rows(EffectKind.HTTP_READ, "asks for the models of Ollama", *methods(_OLLAMA, "list", "show", "ps")),
    *rows(
        EffectKind.LLM,
        "asks a model on Replicate",
        *methods(
            _REPLICATE,
            *("run", "async_run", "stream", "async_stream", "predictions.create", "predictions.async_create"),
            *("models.predictions.create", "deployments.predictions.create", "deployments.get().predictions.create"),
            *("trainings.create",),
        ),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks for predictions on Replicate",
        *methods(
            _REPLICATE, "predictions.get", "predictions.async_get", "predictions.list", "models.get", "models.list"
        ),
        *methods([f"{client}.predictions.create()" for client in _REPLICATE], "reload", "wait", "async_wait"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model on Hugging Face",
        *methods(
            _HUGGING_FACE,
            *("chat_completion", "chat.completions.create", "text_generation", "feature_extraction", "summarization"),
            *("text_classification", "zero_shot_classification", "token_classification", "question_answering"),
            *(
                "translation",
                "sentence_similarity",
                "text_to_image",
                "text_to_speech",
                "text_to_video",
                "image_to_text",
            ),
            *("image_to_image", "image_classification", "object_detection", "automatic_speech_recognition", "post"),
        ),
    ),
    *rows(
        EffectKind.HTTP,
        "changes what the Hub keeps",
        *methods(_HUB, "upload_file", "upload_folder", "create_repo", "delete_repo", "delete_file", "create_commit"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks the Hub",
        *methods(_HUB, "hf_hub_download", "snapshot_download", "list_models", "list_repo_files", "model_info"),
        *methods(_HUB, "dataset_info", "file_exists"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Voyage",
        *methods(_VOYAGE, "embed", "contextualized_embed", "multimodal_embed", "rerank"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model on Bedrock",
        *methods(_BEDROCK, "converse", "converse_stream", "invoke_model", "invoke_model_with_response_stream"),
        *methods(_BEDROCK, "apply_guardrail", "start_async_invoke"),
        *methods(aws("bedrock-agent-runtime"), "invoke_agent", "invoke_flow", "retrieve_and_generate", "rerank"),
        *methods(aws("bedrock-agent-runtime"), "retrieve"),
        *methods(aws("sagemaker-runtime"), "invoke_endpoint", "invoke_endpoint_async"),
    ),
    *rows(EffectKind.LLM, "asks a model on Azure", *methods(_AZURE, "complete", "embed")),
    *rows(
        EffectKind.LLM,
        "asks a model of xAI",
        *methods(
            [f"xai_sdk.{client}().chat.create()" for client in ("Client", "AsyncClient")], "sample", "stream", "parse"
        ),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of watsonx",
        *methods(("ibm_watsonx_ai.foundation_models.ModelInference()",), "chat", "generate", "generate_text"),
    ),
)
