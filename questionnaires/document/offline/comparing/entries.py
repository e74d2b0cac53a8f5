"""Which entries of a file are which of the response, and which are new."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.document.characters import compared
from questionnaires.document.offline.comparing.lines import (
    ComparedLine,
    LineChange,
    Stored,
)
from questionnaires.document.offline.content import FileAnswer, FileContent, FileEntry
from questionnaires.document.values import EntryValue
from questionnaires.document.words import say as _

MAX_ENTRIES = 200


class Entries:
    """The entries of a file beside those of the response.

    ``refs`` leads from the file's names to ids that are here already, ``new`` are those it
    adds, ``gone`` those it was made with that are here no longer, and ``faults`` what cannot
    be listed.
    """

    def __init__(self, says: FileContent, stored: Stored) -> None:
        self.says = says
        self.stored = stored
        self.document = stored.answer_set.document
        self.filled = stored.answer_set.filled
        self.here = {entry.id: entry for entry in self.filled.entries}
        self.refs: dict[str, str] = {}
        self.new: dict[str, FileEntry] = {}
        self.gone: dict[str, FileEntry] = {}
        self.faults: list[ComparedLine] = []
        self.speaking = {
            one.entry
            for one in says.answers
            if one.raw is not None or one.complaint is not None
        }
        self._find()

    def names(self) -> list[FileAnswer]:
        """The names of new entries that the file gives beside their answers."""
        named = []
        for ref, entry in self.new.items():
            question = self.document.section_by_code[entry.section].entry_title
            if entry.name and question and not self._title_of(entry):
                named.append(FileAnswer(entry.place, question, ref, entry.name))
        return named

    def title(self, entry: str) -> str:
        """What an entry is called, one that is here or one that the file adds."""
        if entry in self.here:
            return self.here[entry].title
        if entry in self.new:
            known = self.new[entry]
            return known.name or self._title_of(known)
        return ""

    def _find(self) -> None:
        """Which entries of the file are which here: by id, else by name in their order."""
        left = {entry.id: entry for entry in self.filled.entries}
        named = []
        first: dict[tuple[str, str], FileEntry] = {}
        for entry in self.says.entries:
            key = (entry.section, compared(self._title_of(entry) or entry.name))
            above = first.setdefault(key, entry) if key[1] else entry
            if above is not entry and entry.id not in self.here:
                self._twin(entry, above)
            elif not entry.id or not self.stored.is_own:
                named.append(entry)
            elif left.pop(entry.id, None) is not None:
                self.refs[entry.ref] = entry.id
            else:
                self.gone[entry.ref] = entry
        for entry in named:
            same = self._same(entry, left)
            if same:
                self.refs[entry.ref] = same
                del left[same]
            elif self._says_anything(entry):
                self._make(entry)

    def _same(self, entry: FileEntry, left: Mapping[str, EntryValue]) -> str:
        """The id of an entry here that has the same name, the first of several; or ""."""
        name = compared(entry.name or self._title_of(entry))
        return next(
            (
                other.id
                for other in left.values()
                if name
                and compared(other.title) == name
                and other.section == entry.section
            ),
            "",
        )

    def _twin(self, entry: FileEntry, above: FileEntry) -> None:
        """Two with one name cannot be told apart, here or anywhere after."""
        self._fault(
            entry.place,
            _("the name “%(name)s” stands there already: %(place)s")
            % {
                "name": (self._title_of(entry) or entry.name)[:80],
                "place": above.place,
            },
            _("each one once, told apart by its name"),
        )

    def _make(self, entry: FileEntry) -> None:
        """Take an entry of the file for a new one, where there is room."""
        if (
            not self.stored.takes_entries
            or len(self.filled.entries) + len(self.new) >= MAX_ENTRIES
        ):
            self._fault(
                entry.place,
                _("nothing more can be listed here"),
                _("only what is listed already"),
            )
        elif not self.stored.may_answer(entry.section):
            self._fault(
                entry.place,
                _("this section was not given to you"),
                _("answers to your own sections"),
            )
        else:
            self.new[entry.ref] = entry

    def _says_anything(self, entry: FileEntry) -> bool:
        return bool(entry.name) or entry.ref in self.speaking

    def _title_of(self, entry: FileEntry) -> str:
        question = self.document.section_by_code[entry.section].entry_title
        return next(
            (
                str(one.raw)
                for one in self.says.answers
                if one.entry == entry.ref and one.question == question and one.raw
            ),
            "",
        )

    def _fault(self, place: str, what: str, expected: str) -> None:
        self.faults.append(
            ComparedLine(
                change=LineChange.FAULTY, place=place, what=what, expected=expected
            )
        )
