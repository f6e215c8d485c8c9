"""What an auditor sees of gates: counts, and nobody."""

from linli.people.choices import Capability
from tests.access.page import Page

PAGES = [Page("gates:logs", (Capability.AUDIT_READ,))]
