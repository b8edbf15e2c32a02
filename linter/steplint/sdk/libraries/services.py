"""Services behind HTTP interfaces that projects talk to through libraries: sheets, trackers, directories, networks."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import aws, methods, rows

_GOOGLE = (
    *("googleapiclient.discovery.build[*]().**()", "googleapiclient.discovery.build().**()"),
    "googleapiclient.discovery.Resource().**()",
)
_GOOGLE_CHANGES = (
    *("insert", "create", "update", "patch", "delete", "append", "batchUpdate", "clear", "copy", "move", "quickAdd"),
    *("modify", "trash", "untrash", "import_", "emptyTrash", "batchModify", "batchDelete", "watch", "stop", "set"),
    *("publish",),
)
_WORKBOOKS = (
    *(
        f"gspread.{client}().{opened}()"
        for client in ("authorize", "service_account", "service_account_from_dict", "oauth", "Client", "client.Client")
        for opened in ("open", "open_by_key", "open_by_url", "create")
    ),
    *("gspread.Spreadsheet()", "gspread.spreadsheet.Spreadsheet()"),
)
_SHEETS = (
    *(f"{book}.sheet1" for book in _WORKBOOKS),
    *(f"{book}.{sheet}()" for book in _WORKBOOKS for sheet in ("worksheet", "get_worksheet", "add_worksheet")),
    *(f"{book}.get_worksheet_by_id()" for book in _WORKBOOKS),
    *("gspread.Worksheet()", "gspread.worksheet.Worksheet()"),
)
_NOTION = ("notion_client.Client()", "notion_client.AsyncClient()")
_AIRTABLE = (
    "pyairtable.Api().table()",
    "pyairtable.Table()",
    "pyairtable.Api().base().table()",
    "pyairtable.Base().table()",
)
_HUBSPOT = tuple(f"hubspot.{client}().**" for client in ("HubSpot", "Client.create", "client.Client.create", "Client"))
_SALESFORCE = ("simple_salesforce.Salesforce()", "simple_salesforce.api.Salesforce()")
_GITHUB = (
    *("github.Github().**()", "github.MainClass.Github().**()", "github.Repository.Repository().**()"),
    *("github.PullRequest.PullRequest().**()", "github.Issue.Issue().**()"),
)
_GITLAB = ("gitlab.Gitlab().**",)
_JIRA = ("jira.JIRA()", "jira.client.JIRA()", "atlassian.Jira()", "atlassian.Confluence()")
_LINEAR = ("linear_api.LinearClient().**",)
_REDDIT = tuple(f"{module}.Reddit().**" for module in ("praw", "asyncpraw"))
_TWITTER = tuple(f"tweepy.{client}()" for client in ("Client", "API", "asynchronous.AsyncClient"))
_INTERCOM = ("intercom.Intercom().**", "intercom.client.Intercom().**")
_MAILING_LISTS = ("mailchimp_marketing.Client().**", "klaviyo_api.KlaviyoAPI().**", "customerio.CustomerIO()")
_CLERK = (
    "clerk_backend_api.Clerk().**",
    "workos.WorkOSClient().**",
    "stytch.Client().**",
    "auth0.management.Auth0().**",
)
_SHOPS = ("shopify.*", "woocommerce.API()")
_SECRETS = tuple(
    f"google.cloud.{module}.{client}()"
    for module in ("secretmanager", "secretmanager_v1")
    for client in ("SecretManagerServiceClient", "SecretManagerServiceAsyncClient")
)

TABLE: tuple[Effect, ...] = (
    # Google: a request is built by a method, and sent by `execute`
    *rows(
        EffectKind.HTTP,
        "changes something at Google",
        *methods([f"{service}.{verb}()" for service in _GOOGLE for verb in _GOOGLE_CHANGES], "execute", "next_chunk"),
    ),
    *rows(EffectKind.HTTP_READ, "asks Google", *methods(_GOOGLE, "execute")),
    *rows(
        EffectKind.HTTP_READ,
        "downloads from Google",
        "googleapiclient.http.MediaIoBaseDownload().next_chunk",
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks for a token",
        "google.oauth2.id_token.verify_oauth2_token",
        "google.oauth2.credentials.Credentials().refresh",
        *methods(
            ("msal.ConfidentialClientApplication()",), "acquire_token_for_client", "acquire_token_by_refresh_token"
        ),
        *methods(("azure.identity.DefaultAzureCredential()", "azure.identity.ClientSecretCredential()"), "get_token"),
    ),
    *rows(
        EffectKind.HTTP,
        "changes a sheet",
        *methods(
            _SHEETS,
            *("append_row", "append_rows", "update", "update_acell", "update_cell", "update_cells", "batch_update"),
            *("clear", "batch_clear", "insert_row", "insert_rows", "insert_cols", "delete_rows", "delete_columns"),
            *("add_rows", "add_cols", "resize", "sort", "format", "batch_format", "merge_cells", "update_title"),
            *("insert_note", "update_note", "freeze", "copy_to", "duplicate"),
        ),
        *methods(_WORKBOOKS, "add_worksheet", "del_worksheet", "share", "batch_update", "values_append"),
        *methods(_WORKBOOKS, "values_update", "values_clear", "duplicate_sheet", "update_title"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "reads a sheet",
        *methods(
            _SHEETS,
            *("get", "get_all_records", "get_all_values", "get_values", "get_all_cells", "row_values", "col_values"),
            *("acell", "cell", "range", "find", "findall", "batch_get", "get_note"),
        ),
        *methods(_WORKBOOKS, "worksheet", "worksheets", "get_worksheet", "values_get", "values_batch_get"),
        *(book.removesuffix("()") for book in _WORKBOOKS if ".open" in book),
    ),
    # Notes and tables
    *rows(
        EffectKind.HTTP,
        "changes something in Notion",
        *methods(
            _NOTION,
            *("pages.create", "pages.update", "blocks.children.append", "blocks.update", "blocks.delete"),
            *("databases.create", "databases.update", "data_sources.create", "data_sources.update", "comments.create"),
        ),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks Notion",
        *methods(
            _NOTION,
            *("pages.retrieve", "pages.properties.retrieve", "blocks.retrieve", "blocks.children.list"),
            *("databases.retrieve", "databases.query", "databases.list", "data_sources.query", "data_sources.retrieve"),
            *("comments.list", "users.list", "users.retrieve", "users.me", "search"),
        ),
    ),
    *rows(
        EffectKind.HTTP,
        "changes a table in Airtable",
        *methods(
            _AIRTABLE, "create", "update", "delete", "batch_create", "batch_update", "batch_upsert", "batch_delete"
        ),
        *methods(_AIRTABLE, "create_field", "add_comment", "upload_attachment"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "reads a table in Airtable",
        *methods(_AIRTABLE, "all", "get", "first", "iterate", "schema"),
    ),
    # Customers
    *rows(
        EffectKind.HTTP,
        "changes something in HubSpot",
        *methods(_HUBSPOT, "basic_api.create", "basic_api.update", "basic_api.archive", "basic_api.merge"),
        *methods(_HUBSPOT, "batch_api.create", "batch_api.update", "batch_api.upsert", "batch_api.archive"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks HubSpot",
        *methods(_HUBSPOT, "basic_api.get_by_id", "basic_api.get_page", "batch_api.read", "search_api.do_search"),
        *methods(_HUBSPOT, "get_all"),
    ),
    *rows(
        EffectKind.HTTP,
        "changes something in Salesforce",
        *methods([f"{client}.*" for client in _SALESFORCE], "create", "update", "upsert", "delete"),
        *methods([f"{client}.bulk.*" for client in _SALESFORCE], "insert", "update", "upsert", "delete"),
        *methods([f"{client}.bulk2.*" for client in _SALESFORCE], "insert", "update", "upsert", "delete"),
        *methods(_SALESFORCE, "apexecute"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks Salesforce",
        *methods(
            _SALESFORCE, "query", "query_all", "query_all_iter", "query_more", "search", "quick_search", "describe"
        ),
        *methods([f"{client}.*" for client in _SALESFORCE], "get", "get_by_custom_id", "describe", "metadata"),
    ),
    *rows(
        EffectKind.HTTP,
        "changes something at a service for customers",
        *methods((*_INTERCOM, *_MAILING_LISTS), "create", "update", "delete", "archive", "reply", "add_list_member"),
        *methods(_MAILING_LISTS, "set_list_member", "update_list_member", "create_profile", "create_event", "identify"),
        *methods(_MAILING_LISTS, "track", "subscribe_profiles"),
        *methods(_SHOPS, "create", "post", "put", "delete", "patch"),
        *methods([f"{shop}()" for shop in ("shopify.*",)], "save", "destroy"),
        *methods(("shopify.GraphQL()",), "execute"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks a service for customers",
        *methods((*_INTERCOM, *_MAILING_LISTS), "find", "list", "search", "get_list_member", "get_profile"),
        *methods(_SHOPS, "find", "find_first", "get"),
    ),
    *rows(
        EffectKind.HTTP,
        "changes users at a service for identities",
        *methods(_CLERK, "create", "create_async", "update", "update_async", "delete", "delete_async", "create_user"),
        *methods(_CLERK, "update_user", "delete_user", "update_metadata", "update_metadata_async", "revoke"),
        *methods(_CLERK, "send_invitation", "create_organization", "create_organization_membership"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks a service for identities",
        *methods(_CLERK, "get", "get_async", "list", "list_async", "get_user", "list_users", "search"),
    ),
    # Code and issues
    *rows(
        EffectKind.HTTP,
        "changes something on GitHub",
        *methods(
            _GITHUB,
            *("create_issue", "create_pull", "create_file", "update_file", "delete_file", "create_git_ref"),
            *("create_git_commit", "create_git_tree", "create_git_blob", "create_git_release", "create_label"),
            *("create_repo", "create_fork", "create_comment", "create_issue_comment", "create_review", "create_hook"),
            *("create_review_comment", "create_status", "create_check_run", "create_repository_dispatch"),
            *("create_dispatch", "add_to_labels", "remove_from_labels", "set_labels", "add_to_assignees", "merge"),
            *("edit", "delete", "create_gist", "add_to_collaborators", "create_milestone", "create_reaction"),
        ),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks GitHub",
        *methods(
            _GITHUB,
            *("get_repo", "get_repos", "get_user", "get_organization", "get_issue", "get_issues", "get_pull"),
            *("get_pulls", "get_contents", "get_dir_contents", "get_commit", "get_commits", "get_branch"),
            *("get_branches", "get_files", "get_comments", "get_issue_comments", "get_reviews", "get_labels"),
            *("get_releases", "get_latest_release", "get_tags", "get_git_ref", "get_git_tree", "get_readme"),
            *("get_workflow", "get_workflows", "get_workflow_runs", "get_rate_limit", "get_languages"),
            *("get_contributors", "compare", "search_issues", "search_code", "search_repositories", "search_users"),
            *("get_review_comments",),
        ),
    ),
    *rows(
        EffectKind.HTTP, "changes something on GitLab", *methods(_GITLAB, "create", "save", "delete", "merge", "update")
    ),
    *rows(EffectKind.HTTP_READ, "asks GitLab", *methods(_GITLAB, "list", "get")),
    *rows(
        EffectKind.HTTP,
        "changes something at Atlassian",
        *methods(_JIRA, "create_issue", "create_issues", "update_issue", "add_comment", "transition_issue"),
        *methods(_JIRA, "assign_issue", "add_attachment", "create_issue_link", "create_page", "update_page"),
        *methods(_JIRA, "issue_create", "issue_add_comment", "issue_update", "update_issue_field"),
        *methods(("jira.JIRA().issue()", "jira.JIRA().create_issue()"), "update", "delete"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks Atlassian",
        *methods(_JIRA, "issue", "search_issues", "project", "projects", "transitions", "comments", "jql"),
        *methods(_JIRA, "enhanced_search_issues", "get_page_by_id", "get_page_by_title", "get_all_pages_from_space"),
    ),
    *rows(EffectKind.HTTP, "changes something in Linear", *methods(_LINEAR, "create", "update", "delete")),
    *rows(EffectKind.HTTP_READ, "asks Linear", *methods(_LINEAR, "get", "get_all", "get_by_team")),
    # Networks
    *rows(
        EffectKind.HTTP,
        "posts to Reddit",
        *methods(_REDDIT, "submit", "submit_image", "reply", "edit", "delete", "upvote", "downvote", "crosspost"),
        *methods(_REDDIT, "message", "mod.remove", "mod.approve"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks Reddit",
        *methods(_REDDIT, "hot", "new", "top", "rising", "controversial", "search", "comments.replace_more", "me"),
        *methods(_REDDIT, "comments.list"),
    ),
    *rows(
        EffectKind.HTTP,
        "posts to X",
        *methods(
            _TWITTER,
            *("create_tweet", "delete_tweet", "like", "unlike", "retweet", "unretweet", "follow_user", "unfollow_user"),
            *("create_direct_message", "media_upload", "update_status", "destroy_status", "send_direct_message"),
        ),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks X",
        *methods(
            _TWITTER,
            *("get_tweet", "get_tweets", "get_user", "get_users", "get_me", "get_users_tweets", "get_users_mentions"),
            *("search_recent_tweets", "search_all_tweets", "get_users_followers", "get_users_following"),
            *("user_timeline", "home_timeline", "verify_credentials", "get_home_timeline"),
        ),
    ),
    *rows(
        EffectKind.HTTP,
        "posts to a network",
        *methods(("atproto.Client()", "atproto.AsyncClient()"), "send_post", "send_image", "like", "repost"),
        *methods(("mastodon.Mastodon()",), "status_post", "toot", "media_post", "status_delete"),
        *methods(("instagrapi.Client()",), "photo_upload", "clip_upload", "video_upload", "direct_send"),
        *methods(("facebook.GraphAPI()",), "put_object", "put_photo", "delete_object"),
    ),
    # Clouds
    *rows(
        EffectKind.HTTP,
        "changes something on AWS",
        *methods(aws("lambda"), "invoke", "invoke_async", "update_function_code", "create_function"),
        *methods(aws("ecs"), "run_task", "stop_task", "update_service"),
        *methods(aws("ec2"), "run_instances", "start_instances", "stop_instances", "terminate_instances"),
        *methods(aws("ssm"), "put_parameter", "delete_parameter", "send_command"),
        *methods(aws("secretsmanager"), "create_secret", "put_secret_value", "update_secret", "delete_secret"),
        *methods(aws("cognito-idp"), "admin_create_user", "admin_update_user_attributes", "admin_delete_user"),
        *methods(aws("cognito-idp"), "admin_set_user_password", "admin_disable_user", "sign_up"),
        *methods(aws("cloudfront"), "create_invalidation"),
        *methods(aws("route53"), "change_resource_record_sets"),
    ),
    *rows(
        EffectKind.HTTP_READ,
        "asks AWS",
        *methods(aws("ecs"), "describe_tasks", "list_tasks"),
        *methods(aws("ec2"), "describe_instances"),
        *methods(aws("ssm"), "get_parameter", "get_parameters", "get_parameters_by_path"),
        *methods(aws("secretsmanager"), "get_secret_value", "describe_secret"),
        *methods(aws("cognito-idp"), "admin_get_user", "list_users", "get_user"),
        *methods(aws("sts"), "get_caller_identity", "assume_role"),
    ),
    *rows(EffectKind.HTTP_READ, "asks for a secret", *methods(_SECRETS, "access_secret_version", "get_secret")),
    *rows(
        EffectKind.HTTP,
        "runs code elsewhere",
        *methods(("modal.Function.from_name()", "modal.Function.lookup()"), "remote", "spawn", "map", "remote_gen"),
        *methods(("modal.Cls.from_name()().*", "modal.Sandbox.create()"), "remote", "spawn", "exec"),
        *methods(
            ("e2b_code_interpreter.Sandbox()", "e2b_code_interpreter.Sandbox.create()"), "run_code", "commands.run"
        ),
        *methods(("daytona.Daytona().create()",), "process.exec", "process.code_run"),
        *methods(("docker.from_env()", "docker.DockerClient()"), "containers.run", "images.build", "images.pull"),
        "modal.Sandbox.create",
        *methods(
            [f"kubernetes.client.{api}()" for api in ("CoreV1Api", "AppsV1Api", "BatchV1Api", "CustomObjectsApi")],
            *("create_namespaced_job", "create_namespaced_pod", "delete_namespaced_pod", "delete_namespaced_job"),
            *("patch_namespaced_deployment", "create_namespaced_deployment", "create_namespaced_secret"),
        ),
    ),
    # Places and rates
    *rows(
        EffectKind.HTTP_READ,
        "asks a service",
        *methods(("googlemaps.Client()",), "geocode", "reverse_geocode", "directions", "distance_matrix", "places"),
        *methods(("googlemaps.Client()",), "place", "places_nearby", "timezone"),
        *methods(
            [f"geopy.geocoders.{geocoder}()" for geocoder in ("Nominatim", "GoogleV3", "Bing")], "geocode", "reverse"
        ),
        "dns.resolver.resolve",
        "dns.asyncresolver.resolve",
        "dns.resolver.Resolver().resolve",
        "socket.gethostbyname",
        "socket.getaddrinfo",
        "whois.whois",
    ),
)
