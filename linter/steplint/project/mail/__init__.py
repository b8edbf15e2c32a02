"""The order of e-mails and waits: which e-mail can follow which, and what wait lies between, on every path and
through helpers.
"""

from steplint.project.mail.analysis import Conflict, MailOrder
from steplint.project.mail.domain import Mail, Pending, Wait, Waited

__all__ = ["Conflict", "Mail", "MailOrder", "Pending", "Wait", "Waited"]
