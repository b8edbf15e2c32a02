"""Services that hear, speak, see and draw: models of speech, pictures, video and documents."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import aws, methods, rows

_ELEVENLABS = (
    *("elevenlabs.client.ElevenLabs()", "elevenlabs.client.AsyncElevenLabs()"),
    *("elevenlabs.ElevenLabs()", "elevenlabs.AsyncElevenLabs()"),
)
_DEEPGRAM = ("deepgram.DeepgramClient()", "deepgram.AsyncDeepgramClient()", "deepgram.Deepgram()")
_FAL = ("fal_client", "fal_client.SyncClient()", "fal_client.AsyncClient()")
_GOOGLE_SPEECH = tuple(
    f"google.cloud.{module}.{client}()"
    for module in ("speech", "speech_v1", "speech_v2", "speech_v1p1beta1")
    for client in ("SpeechClient", "SpeechAsyncClient")
)
_GOOGLE_VOICE = tuple(
    f"google.cloud.{module}.{client}()"
    for module in ("texttospeech", "texttospeech_v1")
    for client in ("TextToSpeechClient", "TextToSpeechAsyncClient")
)
_GOOGLE_VISION = ("google.cloud.vision.ImageAnnotatorClient()", "google.cloud.vision_v1.ImageAnnotatorClient()")
_GOOGLE_DOCUMENTS = tuple(
    f"google.cloud.{module}.{client}()"
    for module in ("documentai", "documentai_v1")
    for client in ("DocumentProcessorServiceClient", "DocumentProcessorServiceAsyncClient")
)
_GOOGLE_TRANSLATE = (
    *("google.cloud.translate_v2.Client()", "google.cloud.translate.TranslationServiceClient()"),
    *("google.cloud.translate_v3.TranslationServiceClient()", "google.cloud.language_v1.LanguageServiceClient()"),
)
_AZURE_DOCUMENTS = (
    *("azure.ai.formrecognizer.DocumentAnalysisClient()", "azure.ai.documentintelligence.DocumentIntelligenceClient()"),
    *("azure.ai.textanalytics.TextAnalyticsClient()", "azure.ai.vision.imageanalysis.ImageAnalysisClient()"),
)
_VIDEO = ("runwayml.RunwayML()", "runwayml.AsyncRunwayML()", "lumaai.LumaAI()", "lumaai.AsyncLumaAI()")

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.LLM,
        "asks a model of ElevenLabs",
        *methods(
            _ELEVENLABS,
            *(
                "**.convert",
                "**.convert_as_stream",
                "**.stream",
                "**.convert_with_timestamps",
                "**.compose",
                "generate",
            ),
            *(
                "text_to_voice.design",
                "text_to_voice.create",
                "text_to_voice.create_previews",
                "audio_isolation.convert",
            ),
            *("dubbing.create", "voices.add", "voices.ivc.create", "clone"),
        ),
        "elevenlabs.generate",
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks ElevenLabs",
        *methods(_ELEVENLABS, "voices.get_all", "voices.search", "voices.get", "models.list", "history.list"),
        *methods(_ELEVENLABS, "dubbing.get", "user.get", "user.subscription.get"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Deepgram",
        *methods(
            _DEEPGRAM,
            *("**.transcribe_url", "**.transcribe_file", "**.transcribe_url_callback", "**.transcribe_file_callback"),
            *("**.analyze_text", "**.analyze_url", "speak.**.save", "speak.**.stream", "speak.**.stream_memory"),
            *("speak.**.generate", "read.**.analyze", "transcription.prerecorded"),
        ),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of AssemblyAI",
        *methods(("assemblyai.Transcriber()",), "transcribe", "transcribe_async", "submit", "transcribe_group"),
        *methods(
            ("assemblyai.Transcriber().transcribe().lemur", "assemblyai.Lemur()"), "task", "summarize", "question"
        ),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks AssemblyAI for a transcript",
        "assemblyai.Transcript.get_by_id",
        "assemblyai.Transcriber().submit().wait_for_completion",
    ),
    *rows(
        EffectKind.LLM,
        "asks a model on fal",
        *methods(_FAL, "run", "run_async", "submit", "submit_async", "subscribe", "subscribe_async", "stream"),
        *methods(_FAL, "stream_async"),
    ),
    *rows(
        EffectKind.HTTP,
        "hands a file to fal",
        *methods(_FAL, "upload", "upload_async", "upload_file", "upload_file_async", "upload_image"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks fal how far it is",
        *methods(_FAL, "status", "status_async", "result", "result_async"),
        *methods([f"{client}.submit()" for client in _FAL], "get", "status", "iter_events"),
        *methods([f"{client}.submit_async()" for client in _FAL], "get", "status", "iter_events"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model of Google",
        *methods(_GOOGLE_SPEECH, "recognize", "long_running_recognize", "streaming_recognize", "batch_recognize"),
        *methods(_GOOGLE_VOICE, "synthesize_speech", "streaming_synthesize"),
        *methods(
            _GOOGLE_VISION,
            *("annotate_image", "batch_annotate_images", "async_batch_annotate_files", "text_detection"),
            *("document_text_detection", "label_detection", "face_detection", "safe_search_detection", "web_detection"),
        ),
        *methods(_GOOGLE_DOCUMENTS, "process_document", "batch_process_documents"),
        *methods(_GOOGLE_TRANSLATE, "translate", "translate_text", "detect_language", "analyze_sentiment"),
        *methods(_GOOGLE_TRANSLATE, "analyze_entities", "classify_text"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model on AWS",
        *methods(aws("transcribe"), "start_transcription_job"),
        *methods(aws("polly"), "synthesize_speech", "start_speech_synthesis_task"),
        *methods(aws("textract"), "detect_document_text", "analyze_document", "analyze_expense"),
        *methods(aws("textract"), "start_document_text_detection", "start_document_analysis"),
        *methods(aws("rekognition"), "detect_labels", "detect_text", "detect_faces", "detect_moderation_labels"),
        *methods(aws("rekognition"), "compare_faces", "search_faces_by_image"),
        *methods(aws("comprehend"), "detect_sentiment", "detect_entities", "detect_key_phrases"),
        *methods(aws("translate"), "translate_text"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks AWS how far a job is",
        *methods(aws("transcribe"), "get_transcription_job"),
        *methods(aws("textract"), "get_document_text_detection", "get_document_analysis"),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model on Azure",
        *methods(_AZURE_DOCUMENTS, "begin_analyze_document", "begin_analyze_document_from_url", "analyze"),
        *methods(_AZURE_DOCUMENTS, "analyze_sentiment", "extract_key_phrases", "recognize_entities"),
        *methods(
            ("azure.cognitiveservices.speech.SpeechSynthesizer()", "azure.cognitiveservices.speech.SpeechRecognizer()"),
            *("speak_text", "speak_text_async", "speak_ssml_async", "recognize_once", "recognize_once_async"),
        ),
    ),
    *rows(
        EffectKind.LLM,
        "asks a model for video",
        *methods(_VIDEO, "image_to_video.create", "text_to_image.create", "text_to_video.create", "generations.create"),
        *methods(_VIDEO, "generations.image.create", "generations.video.create"),
    ),
    *rows(EffectKind.HTTP_READ, "asks for a video", *methods(_VIDEO, "tasks.retrieve", "generations.get")),
    *rows(
        EffectKind.LLM,
        "asks a model for speech",
        *methods(("cartesia.Cartesia()", "cartesia.AsyncCartesia()"), "tts.bytes", "tts.sse", "tts.generate"),
        *methods(("cartesia.Cartesia()", "cartesia.AsyncCartesia()"), "stt.transcribe"),
        "edge_tts.Communicate().save",
        "edge_tts.Communicate().stream",
        "gtts.gTTS().save",
        "gtts.gTTS().write_to_fp",
        "deepl.Translator().translate_text",
        "deepl.DeepLClient().translate_text",
        "deep_translator.GoogleTranslator().translate",
    ),
)
