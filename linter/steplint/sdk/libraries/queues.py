"""Libraries that hand work to queues and brokers."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import aws, methods, rows

_SQS = aws("sqs")
_SQS_QUEUES = (
    *(f"{client}.Queue()" for client in _SQS),
    *(f"{client}.get_queue_by_name()" for client in _SQS),
    *(f"{client}.create_queue()" for client in _SQS),
)
_CELERY = ("celery.Celery()", "celery.current_app", "celery.app.base.Celery()")
_CELERY_TASKS = (
    *(f"{app}.signature()" for app in _CELERY),
    *(
        "celery.Task()",
        "celery.signature()",
        "celery.chain()",
        "celery.group()",
        "celery.chord()",
    ),
)
_RQ = ("rq.Queue()", "rq.queue.Queue()", "django_rq.get_queue()", "flask_rq2.RQ().get_queue()")
_ARQ = ("arq.create_pool()", "arq.connections.create_pool()", "arq.ArqRedis()", "arq.connections.ArqRedis()")
_PROCRASTINATE = (
    *("procrastinate.App().configure_task()", "procrastinate.tasks.Task()"),
    "procrastinate.jobs.JobDeferrer()",
)
_KAFKA = ("kafka.KafkaProducer()", "aiokafka.AIOKafkaProducer()", "aiokafka.producer.AIOKafkaProducer()")
_CONFLUENT = (
    "confluent_kafka.Producer()",
    "confluent_kafka.SerializingProducer()",
    "confluent_kafka.aio.AIOProducer()",
)
_PIKA = ("pika.BlockingConnection().channel()", "pika.adapters.blocking_connection.BlockingConnection().channel()")
_AIO_PIKA = tuple(
    f"aio_pika.{connect}().channel().{exchange}"
    for connect in ("connect", "connect_robust")
    for exchange in ("default_exchange", "declare_exchange()", "get_exchange()")
)
_NATS = ("nats.connect()", "nats.aio.client.Client()", "nats.NATS()")
_PUBSUB = ("google.cloud.pubsub_v1.PublisherClient()", "google.cloud.pubsub.PublisherClient()")
_CLOUD_TASKS = tuple(
    f"google.cloud.{module}.{client}()"
    for module in ("tasks_v2", "tasks", "tasks_v2beta3")
    for client in ("CloudTasksClient", "CloudTasksAsyncClient")
)
_SERVICE_BUS = tuple(
    f"{module}.ServiceBusClient{maker}().{sender}()"
    for module in ("azure.servicebus", "azure.servicebus.aio")
    for maker in ("", ".from_connection_string")
    for sender in ("get_queue_sender", "get_topic_sender")
)
_STORAGE_QUEUES = (
    *("azure.storage.queue.QueueClient()", "azure.storage.queue.QueueClient.from_connection_string()"),
    "azure.storage.queue.QueueServiceClient().get_queue_client()",
)
_STREAMS = tuple(
    f"faststream.{broker}()"
    for broker in (
        *("rabbit.RabbitBroker", "kafka.KafkaBroker", "nats.NatsBroker", "redis.RedisBroker", "confluent.KafkaBroker"),
    )
)
_QSTASH = ("qstash.QStash()", "qstash.AsyncQStash()", "upstash_qstash.Client()")
_REALTIME = (
    *(
        "pusher.Pusher()",
        "pusher.Pusher.from_url()",
        "ably.AblyRest().channels.get()",
        "ably.AblyRealtime().channels.get()",
    ),
    *("pubnub.pubnub.PubNub()", "centrifuge.Client()", "cent.Client()", "cent.AsyncClient()"),
)

TABLE: tuple[Effect, ...] = (
    # Amazon
    *rows(
        EffectKind.QUEUE,
        "Amazon SQS queues a message",
        *methods(_SQS, "send_message", "send_message_batch"),
        *methods(_SQS_QUEUES, "send_message", "send_messages"),
    ),
    *rows(
        EffectKind.QUEUE,
        "takes messages from Amazon SQS",
        *methods(_SQS, "receive_message", "delete_message", "delete_message_batch", "change_message_visibility"),
        *methods(_SQS, "purge_queue"),
        *methods(_SQS_QUEUES, "receive_messages", "delete_messages", "purge"),
    ),
    *rows(EffectKind.QUEUE, "Amazon EventBridge publishes events", *methods(aws("events"), "put_events")),
    *rows(EffectKind.QUEUE, "Amazon Kinesis takes records", *methods(aws("kinesis"), "put_record", "put_records")),
    *rows(
        EffectKind.QUEUE, "Amazon Firehose takes records", *methods(aws("firehose"), "put_record", "put_record_batch")
    ),
    *rows(EffectKind.QUEUE, "starts a state machine", *methods(aws("stepfunctions"), "start_execution")),
    *rows(EffectKind.QUEUE, "Amazon Batch queues a job", *methods(aws("batch"), "submit_job")),
    *rows(EffectKind.QUEUE, "AWS Scheduler takes a schedule", *methods(aws("scheduler"), "create_schedule")),
    # Queues of tasks
    *rows(
        EffectKind.QUEUE,
        "Celery queues a task",
        *methods(_CELERY, "send_task", "tasks.[].delay", "tasks.[].apply_async"),
        *methods(_CELERY_TASKS, "delay", "apply_async"),
        "celery.execute.send_task",
        "celery.chain()",
        "celery.group()",
        "celery.chord()",
    ),
    *rows(EffectKind.QUEUE, "Celery revokes a task", *methods(_CELERY, "control.revoke", "control.purge")),
    *rows(
        EffectKind.QUEUE,
        "RQ queues a job",
        *methods(_RQ, "enqueue", "enqueue_call", "enqueue_in", "enqueue_at", "enqueue_many", "enqueue_job"),
        "django_rq.enqueue",
    ),
    *rows(EffectKind.QUEUE, "arq queues a job", *methods(_ARQ, "enqueue_job")),
    *rows(
        EffectKind.QUEUE,
        "Dramatiq queues a message",
        *methods(("dramatiq.Actor()",), "send", "send_with_options"),
        "dramatiq.get_broker().enqueue",
    ),
    *rows(
        EffectKind.QUEUE,
        "Procrastinate queues a job",
        *methods(_PROCRASTINATE, "defer", "defer_async", "batch_defer", "batch_defer_async"),
    ),
    *rows(
        EffectKind.QUEUE,
        "queues a task",
        "taskiq.AsyncTaskiqDecoratedTask().kiq",
        "taskiq.AsyncKicker().kiq",
        "huey.Huey().enqueue",
        "django_q.tasks.async_task",
        "django_q.tasks.schedule",
        "saq.Queue.from_url().enqueue",
        "saq.Queue.from_url().apply",
        "saq.Queue().enqueue",
        "streaq.Worker().enqueue",
    ),
    *rows(
        EffectKind.QUEUE,
        "Google Cloud Tasks queues a task",
        *methods(_CLOUD_TASKS, "create_task", "delete_task", "run_task"),
    ),
    *rows(
        EffectKind.QUEUE,
        "QStash queues a message",
        *methods([f"{client}.message" for client in _QSTASH], "publish", "publish_json", "enqueue", "enqueue_json"),
        *methods(_QSTASH, "publish", "publish_json", "schedule.create", "message.batch", "message.batch_json"),
    ),
    *rows(
        EffectKind.QUEUE,
        "Temporal starts a workflow",
        *methods(("temporalio.client.Client.connect()",), "start_workflow", "execute_workflow"),
        *methods(("temporalio.client.Client()",), "start_workflow", "execute_workflow"),
    ),
    *rows(
        EffectKind.QUEUE,
        "Prefect runs a deployment",
        "prefect.deployments.run_deployment",
        "prefect.deployments.arun_deployment",
    ),
    # Brokers
    *rows(
        EffectKind.QUEUE,
        "Kafka publishes a record",
        *methods(_KAFKA, "send", "send_and_wait", "send_batch", "flush"),
        *methods(_CONFLUENT, "produce", "flush"),
    ),
    *rows(
        EffectKind.QUEUE,
        "RabbitMQ publishes a message",
        *methods(_PIKA, "basic_publish"),
        *methods((*_AIO_PIKA, "aio_pika.Exchange()", "aio_pika.abc.AbstractExchange()"), "publish"),
        "kombu.Connection().Producer().publish",
        "kombu.Producer().publish",
        "kombu.Connection().SimpleQueue().put",
    ),
    *rows(
        EffectKind.QUEUE,
        "changes the queues of RabbitMQ",
        *methods(_PIKA, "queue_declare", "queue_bind", "queue_delete", "queue_purge", "exchange_declare"),
    ),
    *rows(
        EffectKind.QUEUE,
        "takes messages from RabbitMQ",
        *methods(_PIKA, "basic_get", "basic_ack", "basic_nack", "basic_reject", "start_consuming"),
    ),
    *rows(
        EffectKind.QUEUE,
        "NATS publishes a message",
        *methods(_NATS, "publish", "request", "jetstream().publish", "jetstream().publish_async"),
        "nats.js.JetStreamContext().publish",
        "nats.js.client.JetStreamContext().publish",
    ),
    *rows(EffectKind.QUEUE, "Google Pub/Sub publishes a message", *methods(_PUBSUB, "publish")),
    *rows(
        EffectKind.QUEUE,
        "Azure Service Bus queues messages",
        *methods(_SERVICE_BUS, "send_messages", "schedule_messages"),
    ),
    *rows(EffectKind.QUEUE, "Azure Storage queues a message", *methods(_STORAGE_QUEUES, "send_message")),
    *rows(
        EffectKind.QUEUE,
        "Azure Event Hubs takes events",
        "azure.eventhub.EventHubProducerClient.from_connection_string().send_batch",
        "azure.eventhub.aio.EventHubProducerClient.from_connection_string().send_batch",
        "azure.eventhub.EventHubProducerClient().send_batch",
    ),
    *rows(EffectKind.QUEUE, "publishes a message", *methods(_STREAMS, "publish", "request")),
    *rows(
        EffectKind.QUEUE,
        "MQTT publishes a message",
        *methods(("paho.mqtt.client.Client()", "aiomqtt.Client()"), "publish"),
        "paho.mqtt.publish.single",
        "paho.mqtt.publish.multiple",
    ),
    *rows(
        EffectKind.QUEUE,
        "publishes to a channel of browsers",
        *methods(_REALTIME, "trigger", "trigger_batch", "send_to_user", "publish", "publish().sync", "broadcast"),
        "channels.layers.get_channel_layer().group_send",
        "channels.layers.get_channel_layer().send",
    ),
)
