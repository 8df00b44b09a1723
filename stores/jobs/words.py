"""What went wrong in a job, in words for who waits for it. The log has the trace."""

from __future__ import annotations

import errno

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils.translation import gettext as _

from stores.models import Job
from stores.portability.archive import BadArchive


class JobRefused(Exception):
    """Says in its own words, to people, why the work cannot be done."""


def words_of(error: BaseException, job: Job) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, BadArchive | JobRefused):
        return str(error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full. Make room and begin again.")
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return _("The server may not read or write there: %(file)s") % {"file": error.filename}
    if isinstance(error, FileNotFoundError):
        return _("A file is not there any more: %(file)s") % {"file": error.filename or error}
    if isinstance(error, ObjectDoesNotExist):
        return _("What this was about is gone; somebody else has removed it.")
    return _(
        "Something went wrong that nobody expected. Nothing half done is kept; the server’s log"
        " has the details under %(reference)s."
    ) % {"reference": job.public_id}
