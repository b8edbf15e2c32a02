"""What libraries hand out that `json.dumps` refuses, by class and by call; paths are those of `steplint.sdk.effects`.

The SDK puts a step's result through `json.dumps` as it is: text, numbers, truth values, None, lists, tuples and dicts
with plain keys pass, and what derives from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

CLASSES: Mapping[str, str] = {
    **dict.fromkeys(("builtins.bytes", "builtins.bytearray", "builtins.memoryview", "typing.ByteString"), "bytes"),
    **dict.fromkeys(
        (
            *("builtins.set", "builtins.frozenset", "typing.Set", "typing.FrozenSet", "typing.AbstractSet"),
            *("collections.abc.Set", "collections.abc.MutableSet"),
        ),
        "a set",
    ),
    **dict.fromkeys(("builtins.map", "builtins.filter", "builtins.zip", "builtins.reversed"), "an iterator"),
    **dict.fromkeys(
        (
            f"{module}.{name}"
            for module in ("typing", "collections.abc")
            for name in ("Iterator", "AsyncIterator", "Generator", "AsyncGenerator")
        ),
        "an iterator",
    ),
    "builtins.complex": "a complex number",
    "collections.deque": "a deque",
    "collections.UserDict": "a UserDict",
    **dict.fromkeys(("datetime.datetime", "pendulum.DateTime", "arrow.Arrow", "arrow.arrow.Arrow"), "a datetime"),
    "datetime.date": "a date",
    "datetime.time": "a time",
    "datetime.timedelta": "a timedelta",
    "decimal.Decimal": "a Decimal",
    "fractions.Fraction": "a Fraction",
    "uuid.UUID": "a UUID",
    **dict.fromkeys(("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "anyio.Path"), "a path"),
    **dict.fromkeys(("io.BytesIO", "io.StringIO", "tempfile.NamedTemporaryFile", "builtins.open"), "a file"),
    "subprocess.CompletedProcess": "a finished process",
    **dict.fromkeys(("requests.Response", "requests.models.Response"), "a response of requests"),
    "httpx.Response": "a response of httpx",
    "aiohttp.ClientResponse": "a response of aiohttp",
    **dict.fromkeys(
        (
            f"{module}.{name}"
            for module in ("fastapi", "fastapi.responses", "starlette.responses", "django.http", "flask")
            for name in ("Response", "JSONResponse", "HttpResponse", "JsonResponse", "StreamingResponse")
        ),
        "a response of a web framework",
    ),
    **dict.fromkeys(("pandas.DataFrame", "polars.DataFrame", "geopandas.GeoDataFrame"), "a data frame"),
    **dict.fromkeys(("pandas.Series", "polars.Series"), "a series"),
    **dict.fromkeys(("numpy.ndarray", "numpy.array", "numpy.asarray", "numpy.typing.NDArray"), "an array"),
    **dict.fromkeys(("torch.Tensor", "torch.tensor"), "a tensor"),
    **dict.fromkeys(("PIL.Image.Image", "PIL.Image.open", "PIL.Image.new"), "an image"),
    "pydantic.BaseModel": "a pydantic model",
    "bson.ObjectId": "an ObjectId",
    "bson.objectid.ObjectId": "an ObjectId",
    "sqlalchemy.orm.Session": "a database session",
    "sqlalchemy.ext.asyncio.AsyncSession": "a database session",
    **dict.fromkeys(("sqlalchemy.Row", "sqlalchemy.engine.Row", "sqlalchemy.engine.Result"), "a database row"),
    **dict.fromkeys(("asyncpg.Record", "asyncpg.connect().fetchrow"), "a database record"),
    **dict.fromkeys(
        ("openai.types.chat.ChatCompletion", "openai.types.responses.Response", "anthropic.types.Message"),
        "a response of a model",
    ),
    **dict.fromkeys(("langchain_core.documents.Document", "langchain.schema.Document"), "a document"),
    **dict.fromkeys(("langchain_core.messages.AIMessage", "langchain_core.messages.BaseMessage"), "a message"),
}
"""Classes and callables whose objects or results are not JSON, with what they are."""

_HTTP_VERBS = "get|post|put|patch|delete|head|options|request|send"
_HTTP = rf"(?:requests|httpx|niquests)\.(?:(?:Session|session|Client|AsyncClient)\(\)\.)?(?:{_HTTP_VERBS})\(\)"
_AIOHTTP = rf"aiohttp\.ClientSession\(\)\.(?:{_HTTP_VERBS}|ws_connect)\(\)"
_ORM_READS = (
    "get|create|first|last|earliest|latest|filter|exclude|all|order_by|select_related|prefetch_related"
    "|aget|acreate|afirst"
)

_RESULTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), what)
    for pattern, what in (
        (_HTTP, "a response of an HTTP client"),
        (_AIOHTTP, "a response of an HTTP client"),
        (rf"(?:{_HTTP})\.(?:content|read\(\)|aread\(\))", "bytes"),
        (rf"(?:{_AIOHTTP})\.(?:read|content\.read)\(\)", "bytes"),
        (r"urllib\.request\.urlopen\(\)", "a response of an HTTP client"),
        (r"urllib\.request\.urlopen\(\)\.read\(\)", "bytes"),
        (r"base64\.\w*(?:encode|decode)\(\)", "bytes"),
        (r"(?:hashlib\.\w+|hmac\.new)\(\)\.digest\(\)|hmac\.digest\(\)", "bytes"),
        (r"(?:os\.urandom|secrets\.token_bytes|uuid\.uuid\d\(\)\.bytes)(?:\(\))?", "bytes"),
        (r"(?:zlib|gzip|bz2|lzma)\.(?:compress|decompress)\(\)", "bytes"),
        (r"(?:pickle|cloudpickle|marshal|orjson)\.dumps\(\)|msgpack\.packb\(\)|msgspec\.\w+\.encode\(\)", "bytes"),
        (r"io\.BytesIO\(\)\.(?:getvalue|read)\(\)", "bytes"),
        (r"(?:pathlib|anyio)\..*\.read_bytes\(\)", "bytes"),
        (r".*\.download_as_(?:bytes|string)\(\)", "bytes"),
        (r"supabase\..*\.storage\.from_\(\)\.download\(\)", "bytes"),
        (r"boto3\.client\[s3\]\(\)\.get_object\(\)\.\[\]\.read\(\)", "bytes"),
        (r"boto3\.client\[s3\]\(\)\.get_object\(\)\.\[\]", "a stream"),
        (r"uuid\.uuid\d\(\)", "a UUID"),
        (r"datetime\.datetime\.(?:fromisoformat|fromtimestamp|utcfromtimestamp|strptime|combine)\(\)", "a datetime"),
        (r"datetime\.date\.(?:today|fromisoformat|fromtimestamp)\(\)", "a date"),
        (r"(?:dateutil\.parser|pendulum)\.(?:parse|isoparse)\(\)", "a datetime"),
        (r"subprocess\.run\(\)", "a finished process"),
        (r"(?:pandas|polars|geopandas)\.(?:read_\w+|concat|merge)\(\)", "a data frame"),
        (r"numpy\.(?:zeros|ones|arange|load|concatenate|stack|linspace)\(\)", "an array"),
        (
            r"openai\.(?:Async)?(?:Azure)?OpenAI\(\)\.(?:beta\.)?"
            r"(?:chat\.completions|responses|embeddings|images|moderations|completions)\.(?:create|parse|generate)\(\)",
            "a response of a model",
        ),
        (r"anthropic\.(?:Async)?Anthropic\(\)\.messages\.create\(\)", "a response of a model"),
        (r"litellm\.a?(?:completion|embedding)\(\)", "a response of a model"),
        (r"google\.genai\.Client\(\)\.(?:aio\.)?models\.generate_\w+\(\)", "a response of a model"),
        (r"google\.generativeai\.GenerativeModel\(\)\.generate_content(?:_async)?\(\)", "a response of a model"),
        (
            r"(?:groq|mistralai)\.\w+\(\)\.chat\.(?:completions\.create|complete|complete_async)\(\)",
            "a response of a model",
        ),
        (r"langchain_\w+\.Chat\w+\(\)\.a?invoke\(\)", "a message"),
        (r"sendgrid\.SendGridAPIClient\(\)\.send\(\)", "a response of sendgrid"),
        (r"twilio\.rest\.Client\(\)\.messages\.create\(\)", "a message of twilio"),
        (r"slack_sdk\..*\.chat_\w+\(\)", "a response of slack_sdk"),
        (r"supabase\..*\.execute\(\)", "a response of supabase"),
        (r"supabase\..*\.auth\.\w+\(\)", "a response of supabase"),
        (r"sqlalchemy\..*[sS]ession\w*\(\)\.(?:execute|scalars|get_one|get)\(\)", "what a database session hands out"),
        (r"sqlmodel\..*[sS]ession\w*\(\)\.(?:exec|execute|scalars|get)\(\)", "what a database session hands out"),
        (rf"django\.db\.models\.Model\.objects(?:\.\w+\(\))*\.(?:{_ORM_READS})\(\)", "an object of the ORM"),
        (r"re\.(?:match|search|fullmatch)\(\)", "a match"),
        (r"asyncio\.(?:Lock|Event|Queue|Semaphore)\(\)", "an object of asyncio"),
    )
)
"""Results, and parts of results, of calls."""

_NUMBERS = frozenset({"a Decimal", "a Fraction", "a complex number"})
_TIMES = frozenset({"a datetime", "a date", "a time"})
_KEPT: Mapping[str, tuple[str, ...]] = {
    "a Decimal": ("quantize", "normalize", "copy_abs", "copy_negate", "sqrt", "to_integral_value", "max", "min"),
    "a datetime": ("replace", "astimezone"),
    "a date": ("replace",),
    "a time": ("replace",),
    "a path": ("with_suffix", "with_name", "joinpath", "resolve", "absolute", "expanduser", "relative_to"),
    "a set": ("copy", "union", "intersection", "difference", "symmetric_difference"),
    "a data frame": ("copy", "head", "tail", "sort_values", "reset_index", "dropna", "fillna", "rename", "drop"),
}
_MADE: Mapping[tuple[str, str], str] = {
    ("a datetime", "date"): "a date",
    ("a datetime", "time"): "a time",
    ("a datetime", "timetz"): "a time",
    **{(what, method): what for what, methods in _KEPT.items() for method in methods},
}
METHODS = frozenset(method for _, method in _MADE)
"""Methods that make something that is no JSON of something that is none."""

BASES: Mapping[str, str] = {
    **dict.fromkeys(
        ("pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic_settings.BaseSettings"), "a pydantic model"
    ),
    "sqlmodel.SQLModel": "an object of the ORM",
    **dict.fromkeys(
        (
            *(
                "sqlalchemy.orm.DeclarativeBase",
                "sqlalchemy.orm.declarative_base()",
                "flask_sqlalchemy.SQLAlchemy().Model",
            ),
            *("sqlalchemy.ext.declarative.declarative_base()", "sqlalchemy.orm.MappedAsDataclass"),
            *(
                "django.db.models.Model",
                "tortoise.models.Model",
                "tortoise.Model",
                "peewee.Model",
                "mongoengine.Document",
            ),
            *("beanie.Document", "odmantic.Model", "ormar.Model", "pony.orm.Database().Entity"),
        ),
        "an object of the ORM",
    ),
    "msgspec.Struct": "a msgspec struct",
    **dict.fromkeys(
        ("builtins.Exception", "builtins.BaseException", "builtins.ValueError", "builtins.RuntimeError"), "an exception"
    ),
    **dict.fromkeys(("fastapi.HTTPException", "starlette.exceptions.HTTPException"), "an exception"),
    "enum.Enum": "an enum member",
}
"""Bases that make a class's objects something `json.dumps` refuses, unless a base of `PASSING` is there, too."""

PASSING = frozenset(
    {
        *(f"builtins.{name}" for name in ("dict", "list", "tuple", "str", "int", "float", "bool")),
        *("typing.TypedDict", "typing_extensions.TypedDict", "typing.NamedTuple", "typing_extensions.NamedTuple"),
        *("collections.OrderedDict", "collections.defaultdict", "collections.Counter"),
        *("enum.StrEnum", "enum.IntEnum", "django.db.models.TextChoices", "django.db.models.IntegerChoices"),
        "collections.namedtuple()",
    }
)
"""Bases whose objects `json.dumps` takes."""

NEUTRAL = frozenset(
    {
        "builtins.object",
        "abc.ABC",
        *(f"{m}.{n}" for m in ("typing", "typing_extensions") for n in ("Generic", "Protocol")),
    }
)
"""Bases that say nothing of what an object is."""

DATACLASSES = frozenset(
    {"dataclasses.dataclass", "pydantic.dataclasses.dataclass", "attrs.define", "attrs.frozen", "attr.s"}
)
"""Decorators of classes, as a path without call brackets."""


def of_class(path: str) -> str | None:
    """What an object of a library's class is, if it is not JSON."""
    return CLASSES.get(path)


def of_method(what: str, method: str) -> str | None:
    """What a method of something that is no JSON gives, if that is no JSON either."""
    return _MADE.get((what, method))


def of_operation(operator: str, operands: Sequence[str | None]) -> str | None:
    """What an operator makes of operands, of which these are no JSON (None: it is, or nothing is known of it)."""
    known = [what for what in operands if what is not None]
    if not known or operator == "not" or (operator == "%" and operands[0] is None):
        return None
    if len(known) == 2 and known[0] == known[1] == "a timedelta" and operator in {"/", "//"}:
        return None  # a number
    if len(known) == 2 and operator == "-" and known[0] in _TIMES and known[1] in _TIMES:
        return "a timedelta"
    for what in known:
        if what in _NUMBERS:
            return what
    if operator in {"+", "-"}:
        return next((what for what in known if what in _TIMES | {"bytes", "a timedelta"}), None)
    if operator in {"*", "/", "//"}:
        return next((what for what in known if what in {"a timedelta", "bytes", "a path"}), None)
    return "a set" if operator in {"|", "&", "^"} and "a set" in known else None


def of_result(path: str) -> str | None:
    """What a thing of a library is, by its path, if it is not JSON: a result of a call, or a part of one."""
    if path.endswith("()"):
        known = CLASSES.get(path.removesuffix("()"))
        if known is not None:
            return known
    return next((what for pattern, what in _RESULTS if pattern.fullmatch(path)), None)
