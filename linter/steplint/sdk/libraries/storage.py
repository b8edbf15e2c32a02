"""Object stores, and services that keep files."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind, Told
from steplint.sdk.libraries.rows import aws, methods, rows

_S3 = (*aws("s3"), "mypy_boto3_s3.S3Client()", "mypy_boto3_s3.client.S3Client()", "types_aiobotocore_s3.S3Client()")
_S3_BUCKETS = tuple(f"{resource}.Bucket()" for resource in aws("s3"))
_S3_OBJECTS = (
    *(f"{resource}.Object()" for resource in aws("s3")),
    *(f"{bucket}.Object()" for bucket in _S3_BUCKETS),
    *(f"{resource}.ObjectSummary()" for resource in aws("s3")),
)
_GCS = (
    "google.cloud.storage.Client()",
    "google.cloud.storage.client.Client()",
    "google.cloud.storage.Client.from_service_account_json()",
)
_GCS_BUCKETS = (
    *(f"{client}.{getter}()" for client in _GCS for getter in ("bucket", "get_bucket", "create_bucket")),
    *("google.cloud.storage.Bucket()", "google.cloud.storage.bucket.Bucket()", "firebase_admin.storage.bucket()"),
)
_GCS_BLOBS = (
    *(f"{bucket}.{getter}()" for bucket in _GCS_BUCKETS for getter in ("blob", "get_blob")),
    *("google.cloud.storage.Blob()", "google.cloud.storage.blob.Blob()"),
)
_AZURE_SERVICES = tuple(
    f"{module}.BlobServiceClient{maker}()"
    for module in ("azure.storage.blob", "azure.storage.blob.aio")
    for maker in ("", ".from_connection_string")
)
_AZURE_CONTAINERS = (
    *(f"{service}.get_container_client()" for service in _AZURE_SERVICES),
    *(
        f"{module}.ContainerClient{maker}()"
        for module in ("azure.storage.blob", "azure.storage.blob.aio")
        for maker in ("", ".from_connection_string", ".from_container_url")
    ),
)
_AZURE_BLOBS = (
    *(f"{parent}.get_blob_client()" for parent in (*_AZURE_SERVICES, *_AZURE_CONTAINERS)),
    *(
        f"{module}.BlobClient{maker}()"
        for module in ("azure.storage.blob", "azure.storage.blob.aio")
        for maker in ("", ".from_connection_string", ".from_blob_url")
    ),
)
_MINIO = ("minio.Minio()", "minio.api.Minio()", "miniopy_async.Minio()")
_FILE_SYSTEMS = (
    *("s3fs.S3FileSystem()", "gcsfs.GCSFileSystem()", "adlfs.AzureBlobFileSystem()", "fsspec.filesystem()"),
)
_CLOUDINARY = ("cloudinary.uploader",)
_DROPBOX = ("dropbox.Dropbox()", "dropbox.dropbox_client.Dropbox()")

TABLE: tuple[Effect, ...] = (
    # Amazon S3
    *rows(
        EffectKind.FILE,
        "writes to S3",
        *methods(
            _S3,
            *("put_object", "upload_file", "upload_fileobj", "copy_object", "copy", "delete_object", "delete_objects"),
            *("create_bucket", "delete_bucket", "put_object_tagging", "put_object_acl", "put_bucket_policy"),
            *("create_multipart_upload", "upload_part", "complete_multipart_upload", "abort_multipart_upload"),
            *("restore_object",),
        ),
        *methods(_S3_BUCKETS, "put_object", "upload_file", "upload_fileobj", "copy", "create", "delete"),
        *methods(_S3_BUCKETS, "delete_objects", "objects.delete", "objects.filter().delete", "objects.all().delete"),
        *methods(_S3_OBJECTS, "put", "upload_file", "upload_fileobj", "copy_from", "copy", "delete"),
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads from S3",
        *methods(
            _S3,
            *("get_object", "head_object", "head_bucket", "list_objects", "list_objects_v2", "list_buckets"),
            *("get_object_tagging", "select_object_content", "get_paginator().paginate", "get_waiter().wait"),
        ),
        *methods(_S3_BUCKETS, "objects.all", "objects.filter", "objects.limit"),
        *methods(_S3_OBJECTS, "get", "load"),
    ),
    *rows(
        EffectKind.FILE_READ,
        "downloads from S3",
        *methods((*_S3, *_S3_BUCKETS, *_S3_OBJECTS), "download_file", "download_fileobj"),
    ),
    # Google Cloud Storage
    *rows(
        EffectKind.FILE,
        "writes to Cloud Storage",
        *methods(
            _GCS_BLOBS,
            *(
                "upload_from_string",
                "upload_from_file",
                "upload_from_filename",
                "delete",
                "rewrite",
                "compose",
                "patch",
            ),
            *("make_public", "make_private", "update", "update_storage_class", "create_resumable_upload_session"),
        ),
        *methods(
            _GCS_BUCKETS, "copy_blob", "rename_blob", "move_blob", "delete_blob", "delete_blobs", "create", "delete"
        ),
        *methods(_GCS_BUCKETS, "patch", "update"),
        *methods(_GCS, "create_bucket"),
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads from Cloud Storage",
        *methods(
            _GCS_BLOBS, "download_as_bytes", "download_as_string", "download_as_text", "download_to_file", "exists"
        ),
        *methods(_GCS_BLOBS, "download_to_filename", "reload"),
        *methods(_GCS_BUCKETS, "get_blob", "list_blobs", "exists", "reload"),
        *methods(_GCS, "get_bucket", "lookup_bucket", "list_blobs", "list_buckets", "download_blob_to_file"),
    ),
    *rows(EffectKind.FILE_READ, "opens a stored object", *methods(_GCS_BLOBS, "open"), told=Told.BY_OWN_MODE),
    # Azure Blob Storage
    *rows(
        EffectKind.FILE,
        "writes to Azure Blob Storage",
        *methods(
            _AZURE_BLOBS,
            *("upload_blob", "upload_blob_from_url", "delete_blob", "start_copy_from_url", "stage_block"),
            *("commit_block_list", "append_block", "create_append_blob", "set_blob_metadata", "set_blob_tags"),
            *("set_http_headers", "undelete_blob"),
        ),
        *methods(
            _AZURE_CONTAINERS, "upload_blob", "delete_blob", "delete_blobs", "create_container", "delete_container"
        ),
        *methods(_AZURE_SERVICES, "create_container", "delete_container"),
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads from Azure Blob Storage",
        *methods(_AZURE_BLOBS, "download_blob", "exists", "get_blob_properties", "get_blob_tags"),
        *methods(_AZURE_CONTAINERS, "download_blob", "list_blobs", "list_blob_names", "walk_blobs", "exists"),
        *methods(_AZURE_CONTAINERS, "get_container_properties", "find_blobs_by_tags"),
        *methods(_AZURE_SERVICES, "list_containers"),
    ),
    # MinIO
    *rows(
        EffectKind.FILE,
        "writes to MinIO",
        *methods(
            _MINIO,
            *("put_object", "fput_object", "copy_object", "compose_object", "remove_object", "remove_objects"),
            *("make_bucket", "remove_bucket", "set_bucket_policy", "set_object_tags", "upload_snowball_objects"),
        ),
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads from MinIO",
        *methods(_MINIO, "get_object", "fget_object", "stat_object", "list_objects", "list_buckets", "bucket_exists"),
        *methods(_MINIO, "get_object_tags", "select_object_content"),
    ),
    # File systems over stores
    *rows(
        EffectKind.FILE,
        "changes stored files",
        *methods(_FILE_SYSTEMS, "put", "put_file", "pipe", "pipe_file", "rm", "rm_file", "delete", "mv", "move", "cp"),
        *methods(_FILE_SYSTEMS, "copy", "mkdir", "makedirs", "touch", "upload", "write_text"),
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads stored files",
        *methods(_FILE_SYSTEMS, "cat", "cat_file", "ls", "glob", "find", "exists", "info", "isfile", "isdir"),
        *methods(_FILE_SYSTEMS, "read_text", "read_bytes", "get", "download", "du", "walk"),
    ),
    *rows(
        EffectKind.FILE_READ,
        "opens a stored file",
        *methods(_FILE_SYSTEMS, "open"),
        "fsspec.open",
        told=Told.BY_MODE,
    ),
    # Services
    *rows(
        EffectKind.FILE,
        "hands a file to Cloudinary",
        *methods(
            _CLOUDINARY, "upload", "upload_large", "upload_image", "unsigned_upload", "destroy", "rename", "explicit"
        ),
        *methods(("cloudinary.api",), "delete_resources", "update", "create_folder"),
    ),
    *rows(EffectKind.FILE_READ, "asks Cloudinary", *methods(("cloudinary.api",), "resource", "resources")),
    *rows(
        EffectKind.FILE,
        "changes files in Dropbox",
        *methods(
            _DROPBOX, "files_upload", "files_delete_v2", "files_move_v2", "files_copy_v2", "files_create_folder_v2"
        ),
        *methods(_DROPBOX, "sharing_create_shared_link_with_settings"),
    ),
    *rows(
        EffectKind.FILE_READ,
        "reads files in Dropbox",
        *methods(
            _DROPBOX,
            "files_download",
            "files_download_to_file",
            "files_list_folder",
            "files_list_folder_continue",
            "files_get_metadata",
        ),
    ),
    *rows(
        EffectKind.FILE,
        "hands a file to a service",
        *methods(("vercel_blob",), "put", "delete", "copy"),
        *methods(("imagekitio.ImageKit()",), "upload_file", "delete_file"),
    ),
)
