"""Libraries that ask language models."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import methods, rows

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.LLM,
        "asks a model of OpenAI",
        "openai.*().**.create",
        "openai.*().**.parse",
        "openai.*().**.generate",
        "openai.**.create",
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Anthropic",
        "anthropic.*().**.create",
        "anthropic.*().**.stream",
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Google",
        "google.genai.Client().**.generate_content",
        "google.genai.Client().**.embed_content",
        "google.generativeai.GenerativeModel().generate_content",
        "google.generativeai.GenerativeModel().generate_content_async",
        "google.generativeai.embed_content",
    ),
    *rows(
        EffectKind.LLM,
        "asks a model",
        "litellm.completion",
        "litellm.acompletion",
        "litellm.embedding",
        "litellm.aembedding",
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Groq",
        "groq.*().**.create",
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Mistral",
        "mistralai.Mistral().**.complete",
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Cohere",
        "cohere.*().chat",
    ),
    *rows(
        EffectKind.LLM,
        "asks a local model",
        "ollama.chat",
        "ollama.generate",
    ),
    *rows(
        EffectKind.LLM,
        "asks a model on Replicate",
        "replicate.run",
    ),
    *rows(
        EffectKind.LLM,
        "asks a model through LangChain",
        *methods(
            [
                f"{module}.*()"
                for module in ("langchain_openai", "langchain_anthropic", "langchain_google_genai", "langchain_groq")
            ],
            *("invoke", "ainvoke", "stream", "astream", "batch", "abatch", "embed_query", "embed_documents"),
            *("aembed_query", "aembed_documents"),
        ),
    ),
)
