"""Object stores."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import methods, rows

_S3 = ("boto3.client[s3]()",)

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.FILE,
        "writes to S3",
        *methods(_S3, "put_object", "upload_file", "upload_fileobj", "copy_object", "delete_object", "delete_objects"),
        *methods(_S3, "create_bucket", "delete_bucket"),
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads from S3",
        *methods(_S3, "get_object", "head_object", "list_objects", "list_objects_v2", "download_file"),
        *methods(_S3, "download_fileobj"),
    ),
)
