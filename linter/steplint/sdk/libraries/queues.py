"""Libraries that hand work to queues and brokers."""

from __future__ import annotations

from steplint.sdk.kinds import Effect, EffectKind
from steplint.sdk.libraries.rows import rows

TABLE: tuple[Effect, ...] = (
    *rows(
        EffectKind.QUEUE,
        "Amazon SQS queues a message",
        "boto3.client[sqs]().send_message",
    ),
    *rows(
        EffectKind.QUEUE,
        "Celery queues a task",
        "celery.Celery().send_task",
    ),
    *rows(
        EffectKind.QUEUE,
        "Kafka publishes a record",
        "kafka.KafkaProducer().send",
        "aiokafka.AIOKafkaProducer().send_and_wait",
    ),
    *rows(
        EffectKind.QUEUE,
        "RabbitMQ publishes a message",
        "pika.BlockingConnection().channel().basic_publish",
    ),
)
