"""Events on their way: who sends what, in which order with the database, and what receivers need."""

from steplint.project.sends.actions import Action, find_actions
from steplint.project.sends.ordering import Misorder, Ordering
from steplint.project.sends.requirements import Requirement, Requirements
from steplint.project.sends.senders import Event, Send, Senders, Sent, is_test

__all__ = [
    "Action",
    "Event",
    "Misorder",
    "Ordering",
    "Requirement",
    "Requirements",
    "Send",
    "Senders",
    "Sent",
    "find_actions",
    "is_test",
]
