"""From HTML to a sealed PDF. The only place that knows WeasyPrint and pyHanko."""

from riskapp.reports.pdf.signing import certificate_of, sign
from riskapp.reports.pdf.typesetting import Attachment, Pdf, pdf_from_html

__all__ = ["Attachment", "Pdf", "certificate_of", "pdf_from_html", "sign"]
