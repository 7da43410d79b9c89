"""Forms: text cleaned, numbers and dates strict, every message plain Indonesian and beside its field.

A form reads only the fields it declares; whatever else was sent is ignored. Choices are handed in by the route.
"""

from intranet.web.forms.base import BaseForm, Required
from intranet.web.forms.choices import ChecklistField, ChoiceField, RadioChoiceField, TickField
from intranet.web.forms.files import UploadField, UploadsField
from intranet.web.forms.text import AreaField, DigitsField, PassphraseField, TextField
from intranet.web.forms.typed import ClockField, DateField, DecimalField, NumberField, VersionField

__all__ = [
    "AreaField",
    "BaseForm",
    "ChecklistField",
    "ChoiceField",
    "ClockField",
    "DateField",
    "DecimalField",
    "DigitsField",
    "NumberField",
    "PassphraseField",
    "RadioChoiceField",
    "Required",
    "TextField",
    "TickField",
    "UploadField",
    "UploadsField",
    "VersionField",
]
